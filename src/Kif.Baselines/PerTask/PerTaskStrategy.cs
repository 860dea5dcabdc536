namespace Kif.Baselines;

/// <summary>
/// Per-task training: every task is trained from the initial weights and tested with its own (spec 10.2). Nothing is forgotten by construction, but the task
/// id is needed at test time, and a task not yet learned has no weights.
/// </summary>
public sealed class PerTaskStrategy : ContinualStrategy
{
    private string[] tasks = [];
    private Tensor?[] weights = [];

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(TaskAtTest: true);

    /// <inheritdoc/>
    public override TaskPlan BeginTask(in TaskStarting task) => new() { Start = TrainingStart.Initial };

    /// <inheritdoc/>
    public override void Kept(in TaskKept task)
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
