namespace Kif;

/// <summary>
/// Per-task training: every task is trained from the initial weights and tested with its own (algorithms.md 10.2). Nothing is forgotten by construction, but
/// the task id is needed at test time, and a task not yet learned has no weights.
/// </summary>
internal sealed class PerTaskStrategy : ContinualStrategy
{
    private string[] tasks = [];
    private Tensor?[] weights = [];

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(NeedsTaskId: true);

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task) => new() { FromInitialWeights = true };

    /// <inheritdoc/>
    public override void AfterTask(in TaskFinished task)
    {
        int at = Array.IndexOf(tasks, task.Task);
        if (at < 0)
        {
            at = tasks.Length;
            tasks = [.. tasks, task.Task];
            weights = [.. weights, null];
        }
        Keep(ref weights[at], task.Weights);
    }

    /// <inheritdoc/>
    public override Tensor? WeightsFor(string task) => Array.IndexOf(tasks, task) is >= 0 and var at ? weights[at] : null;

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Value("tasks", ref tasks);
        Array.Resize(ref weights, tasks.Length);
        for (int i = 0; i < weights.Length; i++) state.Vector($"weights.{i}", ref weights[i]);
    }
}

/// <summary>Options of per-task training.</summary>
public sealed class PerTaskOptions
{
    /// <summary>The weights that each task trains: an adapter, or all weights. Default: an adapter.</summary>
    public TrainedWeights Trains { get; set; } = TrainedWeights.Adapter;
}
