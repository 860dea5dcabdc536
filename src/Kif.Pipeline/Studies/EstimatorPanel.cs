namespace Kif.Pipeline.Studies;

/// <summary>
/// A strategy that lets any number of estimators observe the same training and scores units with each at its end. It does not change training.
/// </summary>
/// <param name="estimators">The estimators by name.</param>
/// <param name="decomposers">The decomposers by name.</param>
internal sealed class EstimatorPanel(IReadOnlyDictionary<string, IImportanceEstimator> estimators, IReadOnlyDictionary<string, ISkillUnitDecomposer> decomposers) : ContinualStrategy
{
    private readonly Dictionary<string, IImportanceTracker> trackers = [];
    private readonly Dictionary<string, SkillUnits> units = [];

    /// <summary>The scores of the last learned task, by estimator and decomposer.</summary>
    public Dictionary<(string Estimator, string Decomposer), double[]> Scores { get; } = [];

    /// <summary>The units by decomposer.</summary>
    public IReadOnlyDictionary<string, SkillUnits> Units => units;

    public override void Attach(in SpaceAttached space)
    {
        foreach ((string name, ISkillUnitDecomposer decomposer) in decomposers) units[name] = decomposer.Decompose(space.Space);
    }

    public override TaskPlan BeginTask(in TaskStarting task)
    {
        foreach ((string name, IImportanceEstimator estimator) in estimators)
            trackers[name] = estimator.Track(new TrackingStarted(units.Values.First().Space, task.Weights.device, task.Random.Derive(name)));
        return new TaskPlan { NeedsPath = estimators.Values.Any(e => e.NeedsPath) };
    }

    public override GradientOutcome AdjustGradients(in GradientsReady step)
    {
        foreach (IImportanceTracker tracker in trackers.Values) tracker.Observe(step);
        return GradientOutcome.Unchanged;
    }

    public override StepOutcome AfterStep(in StepCompleted step)
    {
        foreach (IImportanceTracker tracker in trackers.Values) tracker.Observe(step);
        return StepOutcome.Continue;
    }

    public override TaskOutcome EndTask(in TaskCompleted task)
    {
        foreach ((string name, IImportanceTracker tracker) in trackers)
        {
            using Tensor entries = tracker.Score(task);
            foreach ((string decomposer, SkillUnits own) in units)
                Scores[(name, decomposer)] = (tracker.ScoreUnits(task, own) ?? own.Reduce(entries, UnitAggregation.ProductOfMeans)).Values.ToArray();
        }
        Visit(new StateDisposal());
        trackers.Clear();
        return TaskOutcome.Keep;
    }

    public override void Visit(IStateVisitor state)
    {
        foreach ((string name, IImportanceTracker tracker) in trackers) state.Child(name, tracker);
    }
}
