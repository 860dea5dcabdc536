namespace Kif.Strategies;

/// <summary>
/// The constant estimator, a control: score 1 for every unit and element, so that fusion by importance becomes plain averaging (spec 4, Constant).
/// </summary>
public sealed class ConstantImportance : IImportanceEstimator
{
    /// <inheritdoc/>
    public IImportanceTracker Track(in TrackingStarted start) => new Tracker();

    private sealed class Tracker : IImportanceTracker
    {
        public void Observe(in StepCompleted step) { }

        public Tensor Score(in TaskCompleted task) => torch.ones_like(task.Weights);

        public UnitScores? ScoreUnits(in TaskCompleted task, SkillUnits units) => units.PerEntry ? null : new UnitScores(units.Names, [.. Enumerable.Repeat(1.0, units.Count)]);

        public void Visit(IStateVisitor state) { }
    }
}
