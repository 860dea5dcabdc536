namespace Kif;

/// <summary>
/// The experiment on identification: does it find the units that matter? On a <see cref="PlantedTask"/> the units that can lower the loss are known. All
/// estimators of the catalog observe the same training, and each is judged by how well its scores rank those units above the others.
/// </summary>
internal static class IdentificationStudy
{
    private const string Rank = "rank", Matrix = "matrix";

    public static IReadOnlyList<EstimatorResult> Run(StudyComponents parts, StudySettings settings, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, IImportanceEstimator> estimators = parts.All<IImportanceEstimator>();
        var found = estimators.Keys.ToDictionary(name => name, _ => (Rank: new List<double>(), Matrix: new List<double>()));
        foreach (long seed in settings.Seeds)
        {
            var panel = new EstimatorPanel(estimators, new[] { Rank, Matrix }.ToDictionary(name => name, parts.One<ISkillUnitDecomposer>));
            PlantedTask task = Learn(panel, settings.Size, seed, cancellation);
            foreach (((string estimator, string decomposer), double[] scores) in panel.Scores)
            {
                bool[] matters = [.. panel.Units[decomposer].Units.Select(u => task.InformativePlaces.Contains(PlantedModel.PlaceOf(u.Parts[0].Parameter)))];
                (decomposer == Rank ? found[estimator].Rank : found[estimator].Matrix).Add(RankingQuality.AreaUnderCurve(scores, matters));
            }
        }
        return [.. found.Select(f => new EstimatorResult(f.Key, f.Value.Rank, f.Value.Matrix))];
    }

    private static PlantedTask Learn(EstimatorPanel panel, StudySize size, long seed, CancellationToken cancellation)
    {
        var task = new PlantedTask(new RandomStream((ulong)seed).Derive("planted"), 0);
        StudyRun.Planted([task], size, seed).Learn(new StrategyComposition([new("panel", panel)]), seed, cancellation).Dispose();
        return task;
    }
}

/// <summary>
/// A strategy that lets any number of estimators observe the same training and scores units with each at its end. It does not change training.
/// </summary>
/// <param name="estimators">The estimators by name.</param>
/// <param name="decomposers">The decomposers by name.</param>
internal class EstimatorPanel(IReadOnlyDictionary<string, IImportanceEstimator> estimators,
    IReadOnlyDictionary<string, ISkillUnitDecomposer> decomposers) : ContinualStrategy
{
    private readonly Dictionary<string, IImportanceTracker> trackers = [];
    private readonly Dictionary<string, SkillUnits> units = [];

    /// <summary>The scores of the last learned task, by estimator and decomposer.</summary>
    public Dictionary<(string Estimator, string Decomposer), double[]> Scores { get; } = [];

    /// <summary>The units by decomposer.</summary>
    public IReadOnlyDictionary<string, SkillUnits> Units => units;

    public override void AttachSpace(in SpaceAttachment space)
    {
        foreach ((string name, ISkillUnitDecomposer decomposer) in decomposers) units[name] = decomposer.Decompose(space.Space);
    }

    public override TaskPlan BeforeTask(in TaskStart task)
    {
        foreach ((string name, IImportanceEstimator estimator) in estimators)
            trackers[name] = estimator.Track(task with { Random = task.Random.Derive(name) });
        return new TaskPlan { NeedsPath = estimators.Values.Any(e => e.NeedsPath) };
    }

    public override StepOutcome AfterStep(in StepEnd step)
    {
        foreach (IImportanceTracker tracker in trackers.Values) tracker.Observe(step);
        return StepOutcome.Continue;
    }

    public override TaskOutcome EndTask(in TaskEnd task)
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

/// <summary>Measures how well scores separate relevant from irrelevant items.</summary>
internal static class RankingQuality
{
    /// <summary>
    /// Returns the area under the ROC curve: the share of pairs of a relevant and an irrelevant item in which the relevant one has the higher score; equal
    /// scores count half. 1 is perfect, 0.5 is chance. NaN if either kind is missing.
    /// </summary>
    public static double AreaUnderCurve(ReadOnlySpan<double> scores, ReadOnlySpan<bool> matters)
    {
        double won = 0;
        long pairs = 0;
        for (int i = 0; i < scores.Length; i++)
            for (int j = 0; j < scores.Length; j++)
            {
                if (!matters[i] || matters[j]) continue;
                pairs++;
                won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        return won / pairs;
    }
}
