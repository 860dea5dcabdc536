using System.ComponentModel;

namespace Kif.Pipeline.MachineLearning.Saving;

/// <summary>The output of a model in an ML.NET zip. Public only because ML.NET creates it when it loads a model; programs do not use it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SavedAnswer
{
    /// <summary>The answer.</summary>
    public ReadOnlyMemory<char> KifAnswer { get; set; }
}
