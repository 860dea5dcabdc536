namespace Kif;

/// <summary>A comparison read from its output folder, or made of a program's own results, for reports.</summary>
public sealed record SavedComparison
{
    /// <summary>Makes a comparison of a program's own results, which need no folder.</summary>
    /// <param name="name">The name in reports.</param>
    /// <param name="result">The runs; those of one order have the same tasks.</param>
    public SavedComparison(string name, ComparisonResult result) : this(name, Describe(name, result), result)
    {
    }

    internal SavedComparison(string folder, RunDescription description, ComparisonResult result) =>
        (Folder, Description, Result) = (folder, description, result);

    /// <summary>The folder; the name of a program's own results.</summary>
    public string Folder { get; }

    /// <summary>The settings, model, data and versions of the comparison.</summary>
    internal RunDescription Description { get; }

    /// <summary>Its runs that are done and those that failed; runs not begun or not finished are in neither.</summary>
    public ComparisonResult Result { get; init; }

    /// <summary>Reads a folder that <see cref="RunFolder"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It holds no comparison, or a file of it is damaged; the message says which.</exception>
    public static SavedComparison Read(string folder) => Read(folder, []);

    /// <summary>Reads a folder together with the metric that scored the runs, which reports use.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="composer">The composer that creates the metric.</param>
    /// <exception cref="InvalidDataException">It holds no comparison, or a file of it is damaged; the message says which.</exception>
    public static SavedComparison Read(string folder, StrategyComposer composer)
    {
        SavedComparison saved = Read(folder);
        return saved with { Result = saved.Result with { Metric = MetricOf(composer, saved.Description) } };
    }

    /// <summary>Reads a folder, except for the runs that are already known.</summary>
    internal static SavedComparison Read(string folder, IReadOnlyList<StrategyRun> known)
    {
        RunDescription description = RunFolder.DescriptionOf(folder);
        Dictionary<RunKey, StrategyRun> byKey = known.ToDictionary(r => r.Key);
        var runs = new List<StrategyRun>();
        var failures = new List<RunFailure>();
        foreach (RunKey key in description.Grid)
        {
            string own = RunFolder.PathOf(folder, key);
            if (RunFolder.IsDone(folder, key)) runs.Add(byKey.GetValueOrDefault(key) ?? Read(key, own));
            else if (RunFolder.HasFailed(folder, key)) failures.Add(RunFiles.ReadFailure(own));
        }
        return new(folder, description, new(runs) { Failures = failures, Baseline = description.Baseline, Score = description.Score });
    }

    private static StrategyRun Read(RunKey key, string folder)
    {
        StrategyRun run = RunFiles.Read(folder);
        if (run.Key == key) return run;
        throw new InvalidDataException(
            $"{Path.Combine(folder, RunFiles.Result)} is that of another run ({run.Key}); without that folder the run is done again");
    }

    /// <summary>Creates the metric of a comparison; null if it is not registered.</summary>
    internal static ITaskMetric? MetricOf(StrategyComposer composer, RunDescription description)
    {
        ComponentChoice chosen = description.Metric;
        return composer.Catalog.ComponentsOf(ComponentKind.Metric).Any(m => m.Name == chosen.Use)
            ? composer.Parts("run", description).Create<ITaskMetric>(chosen) : null;
    }

    /// <summary>The runs of the grid that are neither done nor failed.</summary>
    public IReadOnlyList<RunKey> Missing => [.. Description.Grid.Except(Result.Runs.Select(r => r.Key)).Except(Result.Failures.Select(f => f.Key))];

    private static RunDescription Describe(string name, ComparisonResult result) => new()
    {
        Command = "", Model = name, Orders = [.. result.Runs.DistinctBy(r => r.Order).Select(r => new TaskOrder(r.Order, r.Matrix.Tasks))],
        Seeds = [.. result.Runs.Select(r => r.Seed).Distinct()], Unseen = [.. result.Runs.SelectMany(r => r.Unseen?.Tasks ?? []).Distinct()],
        Baseline = result.Baseline,
    };

    /// <summary>Reads the optimizer steps of a run, in order; empty if there is no file of them.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    internal IReadOnlyList<SavedStep> Steps(RunKey run)
    {
        // A program's own results have any names and no folder.
        if (!RunNames.IsFolderName(run.Strategy) || !RunNames.IsFolderName(run.Order)) return [];
        string file = Path.Combine(RunFolder.PathOf(Folder, run), RunFiles.Steps);
        return File.Exists(file) ? StepsFile.Read(file) : [];
    }
}
