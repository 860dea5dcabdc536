namespace Kif;

/// <summary>One task of a stream: its training and test examples.</summary>
/// <param name="Name">The name, unique within a stream.</param>
/// <param name="Train">Training examples; never empty in a run.</param>
/// <param name="Test">Test examples, never visible to a strategy.</param>
public sealed record LearningTask(string Name, IReadOnlyList<Example> Train, IReadOnlyList<Example> Test)
{
    private readonly IReadOnlyList<string>? labels;

    /// <summary>
    /// The distinct answers of the task, used as choices for examples without their own. Default: the distinct targets of
    /// <see cref="Train"/> in order; a task cut to fewer training examples keeps those of all.
    /// </summary>
    public IReadOnlyList<string> Labels
    {
        get => labels ?? [.. Train.Select(e => e.Target).Distinct()];
        init => labels = value;
    }
}
