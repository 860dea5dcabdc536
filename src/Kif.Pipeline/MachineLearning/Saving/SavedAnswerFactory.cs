using System.ComponentModel;
using Microsoft.ML.Transforms;

namespace Kif.Pipeline.MachineLearning.Saving;

/// <summary>
/// The factory that a plain <c>mlContext.Model.Load</c> calls for Kif's part of a loaded pipeline: it unpacks the model when the first row arrives and
/// answers row by row. Public only because ML.NET creates it by its contract; programs do not use it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[CustomMappingFactoryAttribute(Contract)]
public sealed class SavedAnswerFactory : CustomMappingFactory<SavedQuestion, SavedAnswer>
{
    internal const string Contract = "Kif.ContinualLearning.Answer";

    /// <summary>Returns the mapping, with its own unpacked models.</summary>
    public override Action<SavedQuestion, SavedAnswer> GetMapping() => new PackedModels().Answer;
}
