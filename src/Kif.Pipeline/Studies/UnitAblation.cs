namespace Kif;

/// <summary>
/// What units are worth where nothing is planted: after each task of sequential training every rank unit is removed by itself, and what the loss on examples of
/// that task then loses is compared with what each estimator said of it.
/// </summary>
internal static class UnitAblation
{
    private const string Units = "rank";

    /// <summary>Measures agreement with removal and between estimators on the study's first stream.</summary>
    public static IReadOnlyList<StudyTable> Tables(StudyContext study)
    {
        CompareSettings settings = study.Study.SettingsOf(study.Study.Streams[0], study.Size, "unused") with { Out = null, Tune = 0, OrderCount = 1 };
        var parts = new StudyComponents(study.Composer.Catalog);
        int most = study.Size == StudySize.Full ? 100 : 8, few = study.Size == StudySize.Full ? int.MaxValue : 24;
        var found = new List<AblatedTask>();
        using CompareJob job = CompareJob.Prepare(study.Composer, settings);
        foreach (long seed in settings.Seeds)
        {
            var panel = new AblationPanel(parts.All<IImportanceEstimator>(), parts.One<ISkillUnitDecomposer>(Units), (most, few));
            var run = new StudyRun(job.Comparison.Models, job.Comparison.Stream.Tasks, job.Comparison.Training, job.Comparison.Evaluation);
            run.Learn(new StrategyComposition([new("panel", panel)]), seed, study.Cancellation).Dispose();
            found.AddRange(panel.Found);
        }
        return [Truth(found), Agreement(found)];
    }

    private static StudyTable Truth(IReadOnlyList<AblatedTask> found) => new("Do scores say what a removal costs?",
        ["estimator", "rank correlation", "AUC of the dearest tenth"],
        [.. found[0].Scores.Keys.Select(name => new[]
        {
            name, StudyReport.Share(SampleSummary.Of(found.Select(f => RankCorrelation.Of(f.Scores[name], f.Costs)))),
            StudyReport.Share(SampleSummary.Of(found.Select(f => RankingQuality.AreaUnderCurve(f.Scores[name], f.Dearest())))),
        })],
        [
            $"After each of {found.Count} trained tasks every rank unit is removed by itself (its row of A and column of B are 0).",
            "The cost is what the loss on examples of that task then rises by; ± is the deviation between tasks. 0 and 0.5 are chance.",
        ]);

    private static StudyTable Agreement(IReadOnlyList<AblatedTask> found)
    {
        string[] names = [.. found[0].Scores.Keys];
        return new("Do estimators agree with each other?", ["rank correlation", .. names],
            [.. names.Select(a => (string[])[a, .. names.Select(b => SampleSummary.Of(found.Select(f => RankCorrelation.Of(f.Scores[a], f.Scores[b]))).Mean
                .ToString("F2", System.Globalization.CultureInfo.InvariantCulture))])],
            ["Of the scores of rank units, the mean over the same tasks."]);
    }
}

/// <summary>What was found of the units after one task.</summary>
/// <param name="Scores">The units' scores by estimator.</param>
/// <param name="Costs">The rise of the loss when a unit is removed.</param>
internal sealed record AblatedTask(IReadOnlyDictionary<string, double[]> Scores, double[] Costs)
{
    /// <summary>Returns which units are in the tenth whose removal costs most.</summary>
    public bool[] Dearest()
    {
        double least = Costs.OrderDescending().ElementAt(Math.Max(0, Costs.Length / 10 - 1));
        return [.. Costs.Select(c => c >= least)];
    }
}

/// <summary>A panel of estimators that also removes units one by one when a task ends. It does not change training.</summary>
/// <param name="estimators">The estimators by name.</param>
/// <param name="decomposer">Makes the units.</param>
/// <param name="most">The most examples of a task, and the most units, evenly spread.</param>
internal sealed class AblationPanel(
    IReadOnlyDictionary<string, IImportanceEstimator> estimators, ISkillUnitDecomposer decomposer, (int Examples, int Units) most)
    : EstimatorPanel(estimators, new Dictionary<string, ISkillUnitDecomposer> { [Name] = decomposer })
{
    private const string Name = "units";

    /// <summary>What was found, task by task.</summary>
    public List<AblatedTask> Found { get; } = [];

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskEnd task)
    {
        SkillUnits units = Units[Name];
        Example[] examples = [.. task.Train.Take(most.Examples)];
        int every = (int)Math.Max(1, (units.Count + (long)most.Units - 1) / most.Units);
        int[] removed = [.. Enumerable.Range(0, units.Count).Where(u => u % every == 0)];
        double[] costs = new double[removed.Length];
        double whole = Loss(task, examples, task.Weights);
        for (int i = 0; i < removed.Length; i++)
        {
            using var scope = torch.NewDisposeScope();
            double[] kept = [.. Enumerable.Repeat(1.0, units.Count)];
            kept[removed[i]] = 0;
            costs[i] = Loss(task, examples, task.Weights * units.Spread(kept, 1, task.Weights.device)) - whole;
        }
        TaskOutcome outcome = base.EndTask(task);
        Found.Add(new(Scores.Where(s => s.Key.Decomposer == Name).ToDictionary(s => s.Key.Estimator, s => removed.Select(u => s.Value[u]).ToArray()), costs));
        return outcome;
    }

    private static double Loss(in TaskEnd task, IReadOnlyList<Example> examples, Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        return task.Passes.Forward(examples, weights).Loss.ToDouble();
    }
}
