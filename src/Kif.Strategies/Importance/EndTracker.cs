namespace Kif.Strategies;

/// <summary>The tracker of an estimator that uses only the finished task.</summary>
/// <param name="score">Computes the scores.</param>
internal sealed class EndTracker(EndTracker.EndScore score) : IImportanceTracker
{
    /// <summary>Computes the importance per element of a finished task.</summary>
    public delegate Tensor EndScore(in TaskCompleted task);

    public void Observe(in StepCompleted step) { }

    public Tensor Score(in TaskCompleted task) => score(task);

    public void Visit(IStateVisitor state) { }
}
