using System.ComponentModel;
using Microsoft.ML.Transforms;

namespace Kif.Pipeline.MachineLearning.Saving;

/// <summary>
/// What plain <c>mlContext.Model.Load</c> calls for our part of a loaded pipeline: it lays the model out when its first row comes and answers row by row. Public only because
/// ML.NET makes it by its name; programs do not use it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[CustomMappingFactoryAttribute(Contract)]
public sealed class SavedAnswerFactory : CustomMappingFactory<SavedQuestion, SavedAnswer>
{
    internal const string Contract = "Kif.ContinualLearning.Answer";

    /// <summary>The mapping, with models of its own.</summary>
    public override Action<SavedQuestion, SavedAnswer> GetMapping() => new PackedModels().Answer;
}
