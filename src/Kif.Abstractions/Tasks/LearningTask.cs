namespace Kif;

/// <summary>One task of a stream: what is learnt and what it is tested on.</summary>
/// <param name="Name">Unique within a stream.</param>
/// <param name="Train">Training examples; never empty in a run.</param>
/// <param name="Test">Test examples; no strategy ever sees them.</param>
public sealed record LearningTask(string Name, IReadOnlyList<Example> Train, IReadOnlyList<Example> Test)
{
    private readonly IReadOnlyList<string>? labels;

    /// <summary>
    /// The distinct answers of the task, of which one is chosen where examples list no choices of their own. Default: the distinct targets of
    /// <see cref="Train"/> in their order; a task that was cut to fewer training examples keeps those of all.
    /// </summary>
    public IReadOnlyList<string> Labels
    {
        get => labels ?? [.. Train.Select(e => e.Target).Distinct()];
        init => labels = value;
    }
}
