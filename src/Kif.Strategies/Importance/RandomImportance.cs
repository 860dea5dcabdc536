namespace Kif.Strategies;

/// <summary>
/// The estimator with uniform random scores, a control (spec 4, Random). A unit's score depends on the run's seed, the task and the unit's name, not on the
/// units' order; where every element is a unit, and for element-wise fusers, each element draws its own.
/// </summary>
public sealed class RandomImportance : IImportanceEstimator
{
    /// <inheritdoc/>
    public IImportanceTracker Track(in TrackingStarted start) => new Tracker(start.Random.Derive("scores"), start.Space);

    private sealed class Tracker(RandomStream random, ParameterSpace space) : IImportanceTracker
    {
        public void Observe(in StepCompleted step) { }

        public Tensor Score(in TaskCompleted task)
        {
            double[] draws = new double[space.Length];
            RandomStream own = random.Copy();
            for (int i = 0; i < draws.Length; i++) draws[i] = own.NextDouble();
            return torch.tensor(draws, device: task.Weights.device);
        }

        public UnitScores? ScoreUnits(in TaskCompleted task, SkillUnits units) =>
            units.PerEntry ? null : new UnitScores(units.Names, [.. units.Names.Select(n => random.Derive(n).NextDouble())]);

        public void Visit(IStateVisitor state) { }
    }
}
