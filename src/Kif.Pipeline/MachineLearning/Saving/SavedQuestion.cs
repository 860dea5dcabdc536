using System.ComponentModel;

namespace Kif.Pipeline.MachineLearning.Saving;

/// <summary>What a model in a zip of ML.NET is asked. Public only because ML.NET makes it when it loads a model; programs do not use it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SavedQuestion
{
    /// <summary>The prompt.</summary>
    public ReadOnlyMemory<char> KifInput { get; set; }

    /// <summary>The name of its task; the prompt again where it need not be told.</summary>
    public ReadOnlyMemory<char> KifTask { get; set; }

    /// <summary>The packed model, the same in every row.</summary>
    public ReadOnlyMemory<char> KifState { get; set; }
}
