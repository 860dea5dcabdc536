namespace Kif;

/// <summary>
/// How well an arm's scores tell units that matter from others where it is known which do: two <see cref="PlantedTask"/>s are learned in turn, and the scores
/// that fusion gets after the second, scaled as the arm scales them, are compared with the units of the informative places.
/// </summary>
internal static class PlantedUnits
{
    /// <summary>
    /// Returns the area under the ROC curve, one value per seed: the mean of that of the second task's scores and that of the first's, which were accumulated.
    /// NaN where the arm gives no score to each of the rank units.
    /// </summary>
    /// <param name="composer">Composes the arm.</param>
    /// <param name="arm">The arm.</param>
    /// <param name="size">The amount of training.</param>
    /// <param name="seeds">The seeds.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    public static IReadOnlyList<double> AreaUnderCurve(
        StrategyComposer composer, StudyArm arm, StudySize size, IEnumerable<long> seeds, CancellationToken cancellation) =>
        [.. seeds.Select(seed => OfSeed(composer.Choose(arm.Strategy, arm.Values), size, seed, cancellation))];

    /// <summary>Judges every arm whose scores can be judged, with three seeds.</summary>
    public static IReadOnlyList<StudyTable> Table(StudyContext study)
    {
        (string Arm, SampleSummary Area)[] found = [.. study.Study.Arms
            .Select(a => (a.Name, SampleSummary.Of(AreaUnderCurve(study.Composer, a, study.Size, [1, 2, 3], study.Cancellation))))
            .Where(a => a.Item2.Mean > 0)];
        return
        [
            new("Where it is known which units matter", ["arm", "AUC"], [.. found.Select(f => new[] { f.Arm, StudyReport.Share(f.Area) })],
                ["Two planted tasks are learned in turn. The share of pairs of a unit that can lower a task's loss and one that can't in which",
                    "the former has the higher score, as the arm scales it (AUC; 1 perfect, 0.5 chance)."]),
        ];
    }

    private static double OfSeed(StrategyChoice strategy, StudySize size, long seed, CancellationToken cancellation)
    {
        PlantedTask[] tasks = PlantedTask.Pair(seed);
        StudyRun run = StudyRun.Planted(tasks, size, seed);
        FusionExplanation? last = null;
        using ContinualLearner learner = run.Learn(strategy.Compose(), seed, cancellation,
            e => last = e is TaskLearned learned ? learned.Explanations.Values.FirstOrDefault(x => x.Current.Count == x.Accumulated.Count) : last);
        SkillUnits units = new RankUnits().Decompose(learner.Model.Space);
        if (last is null || last.SummaryOf is not null || last.Current.Count != units.Count) return double.NaN;
        return (Area(last.Accumulated, tasks[0]) + Area(last.Current, tasks[1])) / 2;

        double Area(IReadOnlyList<double> scores, PlantedTask task) => RankingQuality.AreaUnderCurve([.. scores],
            [.. units.Units.Select(u => task.InformativePlaces.Contains(PlantedModel.PlaceOf(u.Parts[0].Parameter)))]);
    }
}
