using Kif.Models;

namespace Kif;

/// <summary>
/// The job of <c>kif reproduce</c>: repeats runs of a folder from its <c>experiment.json</c> and compares their files bit by bit: answers, losses, decisions
/// per unit, weights.
/// </summary>
internal static class ReproduceJob
{
    /// <summary>Repeats runs.</summary>
    /// <param name="composer">Composes the strategies.</param>
    /// <param name="telemetry">Logs and measures the runs; null for none.</param>
    /// <param name="folder">The output folder; it is not changed.</param>
    /// <param name="cells">Indices of the runs in the grid; empty for all that are done.</param>
    /// <param name="again">The folder of the new runs; null for a temporary folder that is removed.</param>
    /// <param name="report">Receives each outcome as soon as it is known; null for none.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <returns>One outcome per run.</returns>
    /// <exception cref="InvalidDataException">The folder holds no comparison, or a requested run is not done.</exception>
    public static async Task<IReadOnlyList<ReproductionResult>> RunAsync(
        StrategyComposer composer, RunTelemetry? telemetry, string folder, IReadOnlyList<int> cells, string? again = null,
        Action<ReproductionResult>? report = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<RunKey> grid = RunFolder.DescriptionOf(folder).Grid;
        foreach (int cell in cells)
        {
            if (cell < 0 || cell >= grid.Count) throw new InvalidDataException($"there is no run {cell}: the grid has runs 0 to {grid.Count - 1}");
            if (!RunFolder.IsDone(folder, grid[cell])) throw new InvalidDataException($"run {cell} ({grid[cell]}) is not done in {folder}");
        }
        if (!grid.Any(key => RunFolder.IsDone(folder, key))) throw new InvalidDataException($"no run is done in {folder}");
        using TemporaryFolder? temporary = again is null ? new() : null;
        string output = again ?? temporary!.Path;
        (CompareSettings settings, IReadOnlyList<StrategySpec> options) = ExperimentFile.Read(Path.Combine(folder, RunFolder.ExperimentName));
        using CompareJob job = CompareJob.Prepare(composer, settings with { Out = output, Parallel = 1 }, new RunArguments
        {
            StrategyOptions = options, Telemetry = telemetry, Command = $"kif reproduce {folder}",
            Cells = cells.Count > 0 ? cells : [.. Enumerable.Range(0, grid.Count).Where(c => RunFolder.IsDone(folder, grid[c]))],
        });
        await using ComparisonRun run = job.Start(cancellation);
        var outcomes = new List<ReproductionResult>();
        await foreach (RunEvent e in run.Events)
        {
            if (e is not (RunFinished or RunFailed or RunSkipped)) continue;
            outcomes.Add(
                new(e.Run!, e is RunFailed failed ? ["it failed: " + failed.Message] : e is RunSkipped skipped ? [skipped.Message]
                    : [.. Differences(RunFolder.PathOf(folder, e.Run!), RunFolder.PathOf(output, e.Run!))]));
            report?.Invoke(outcomes[^1]);
        }
        await run.Completion;
        return outcomes;
    }

    private static IEnumerable<string> Differences(string before, string now)
    {
        RunRecord a = RunFiles.ReadRecord(before), b = RunFiles.ReadRecord(now);
        string[] files = [.. a.Files.Keys.Union(b.Files.Keys).Where(n => a.Files.GetValueOrDefault(n) != b.Files.GetValueOrDefault(n))
            .Where(n => n != RunFiles.Predictions || !AreSameAnswers(before, now))];
        foreach (string name in a.Environment.Keys.Where(k => files.Length > 0 && a.Environment[k] != b.Environment.GetValueOrDefault(k)))
            yield return $"{name} was {a.Environment[name]} and is {b.Environment.GetValueOrDefault(name)}: that alone can change bits";
        if (a.ConfigurationSha256 != b.ConfigurationSha256)
            yield return $"the configuration is another: {string.Join("; ", b.Configuration.Except(a.Configuration).Take(3))}";
        foreach (string name in files)
            yield return !a.Files.ContainsKey(name) ? $"{name} is new" : !b.Files.ContainsKey(name) ? $"{name} did not come" : $"{name} differs";
    }

    /// <summary>Whether all answers are the same and only the questions are new, which earlier versions did not write.</summary>
    private static bool AreSameAnswers(string before, string now)
    {
        IReadOnlyList<Prediction> a = RunFiles.Read(before).Predictions, b = RunFiles.Read(now).Predictions;
        return a.Count == b.Count && a.All(p => p.Input is null)
            && a.Zip(b).All(pair => RunFiles.Line(pair.First) == RunFiles.Line(pair.Second with { Input = null }));
    }
}

/// <summary>The outcome of repeating a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Differences">The files that differ, or the reason of a failure; empty if every bit is the same.</param>
internal sealed record ReproductionResult(RunKey Run, IReadOnlyList<string> Differences)
{
    /// <summary>Whether every file is the same, bit for bit.</summary>
    public bool Identical => Differences.Count == 0;
}
