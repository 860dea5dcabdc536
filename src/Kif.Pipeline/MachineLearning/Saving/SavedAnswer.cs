using System.ComponentModel;

namespace Kif.Pipeline.MachineLearning.Saving;

/// <summary>What a model in a zip of ML.NET answers. Public only because ML.NET makes it when it loads a model; programs do not use it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SavedAnswer
{
    /// <summary>The answer.</summary>
    public ReadOnlyMemory<char> KifAnswer { get; set; }
}
