namespace Kif;

/// <summary>
/// The estimator with uniform random scores, a control (algorithms.md 4, Random). A unit's score depends on the run's seed, the task and the unit's name, not
/// on the units' order; where every element is a unit, and for element-wise fusers, each element draws its own.
/// </summary>
internal sealed class RandomImportance : IImportanceEstimator
{
    /// <inheritdoc/>
    public IImportanceTracker Track(in TaskStart task) => new Tracker(task.Random.Derive("scores"), task.Space);

    private sealed class Tracker(RandomStream random, ParameterSpace space) : IImportanceTracker
    {
        public void Observe(in StepEnd step) { }

        public Tensor Score(in TaskEnd task)
        {
            double[] draws = new double[space.Length];
            RandomStream own = random.Copy();
            for (int i = 0; i < draws.Length; i++) draws[i] = own.NextDouble();
            return torch.tensor(draws, device: task.Weights.device);
        }

        public UnitScores? ScoreUnits(in TaskEnd task, SkillUnits units) =>
            units.PerElement ? null : new UnitScores(units.Names, [.. units.Names.Select(n => random.Derive(n).NextDouble())]);

        public void Visit(IStateVisitor state) { }
    }
}

/// <summary>
/// The constant estimator, a control: score 1 for every unit and element, so that fusion by importance becomes plain averaging (algorithms.md 4, Constant).
/// </summary>
internal sealed class ConstantImportance : IImportanceEstimator
{
    /// <inheritdoc/>
    public IImportanceTracker Track(in TaskStart task) => new Tracker();

    private sealed class Tracker : IImportanceTracker
    {
        public void Observe(in StepEnd step) { }

        public Tensor Score(in TaskEnd task) => torch.ones_like(task.Weights);

        public UnitScores? ScoreUnits(in TaskEnd task, SkillUnits units) =>
            units.PerElement ? null : new UnitScores(units.Names, [.. Enumerable.Repeat(1.0, units.Count)]);

        public void Visit(IStateVisitor state) { }
    }
}
