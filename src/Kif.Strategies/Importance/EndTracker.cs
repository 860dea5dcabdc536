namespace Kif.Strategies;

/// <summary>The tracker of an estimator that looks at nothing but the finished task.</summary>
/// <param name="score">Entries to scores.</param>
internal sealed class EndTracker(EndTracker.EndScore score) : IImportanceTracker
{
    /// <summary>The importance per entry of a finished task.</summary>
    public delegate Tensor EndScore(in TaskCompleted task);

    public void Observe(in StepCompleted step) { }

    public Tensor Score(in TaskCompleted task) => score(task);

    public void Visit(IStateVisitor state) { }
}
