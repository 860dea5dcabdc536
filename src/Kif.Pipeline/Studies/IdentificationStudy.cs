namespace Kif.Pipeline.Studies;

/// <summary>
/// The experiment on identification: does it find the units that matter? On a <see cref="PlantedTask"/> the units that can lower the loss are known. All
/// estimators of the catalog observe the same training, and each is judged by how well its scores rank those units above the others.
/// </summary>
internal static class IdentificationStudy
{
    private const string Rank = "rank", Matrix = "matrix";

    public static IReadOnlyList<EstimatorFinding> Run(StudyParts parts, StudySettings settings, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, IImportanceEstimator> estimators = parts.All<IImportanceEstimator>();
        var found = estimators.Keys.ToDictionary(name => name, _ => (Rank: new List<double>(), Matrix: new List<double>()));
        foreach (long seed in settings.Seeds)
        {
            var panel = new EstimatorPanel(estimators, new[] { Rank, Matrix }.ToDictionary(name => name, parts.One<ISkillUnitDecomposer>));
            PlantedTask task = Learn(panel, settings.Size, seed, cancellation);
            foreach (((string estimator, string decomposer), double[] scores) in panel.Scores)
            {
                bool[] matters = [.. panel.Units[decomposer].Units.Select(u => task.TellingPlaces.Contains(PlantedModel.PlaceOf(u.Parts[0].Parameter)))];
                (decomposer == Rank ? found[estimator].Rank : found[estimator].Matrix).Add(RankingQuality.AreaUnderCurve(scores, matters));
            }
        }
        return [.. found.Select(f => new EstimatorFinding(f.Key, f.Value.Rank, f.Value.Matrix))];
    }

    private static PlantedTask Learn(EstimatorPanel panel, StudySize size, long seed, CancellationToken cancellation)
    {
        var task = new PlantedTask(new RandomStream((ulong)seed).Derive("planted"), 0);
        StudyRun.Planted([task], size, seed).Learn(new StrategyComposition([new("panel", panel)]), seed, cancellation).Dispose();
        return task;
    }
}
