using System.ComponentModel;

namespace Kif.Pipeline.MachineLearning.Saving;

/// <summary>The input of a model in an ML.NET zip. Public only because ML.NET creates it when it loads a model; programs do not use it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SavedQuestion
{
    /// <summary>The prompt.</summary>
    public ReadOnlyMemory<char> KifInput { get; set; }

    /// <summary>The name of the prompt's task; the prompt again where the task is not needed.</summary>
    public ReadOnlyMemory<char> KifTask { get; set; }

    /// <summary>The packed model, the same in every row.</summary>
    public ReadOnlyMemory<char> KifState { get; set; }
}
