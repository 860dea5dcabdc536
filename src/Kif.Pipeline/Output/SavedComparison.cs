using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Pipeline.Options;

namespace Kif.Pipeline.Output;

/// <summary>A comparison as it lies in a folder.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Description">What was asked, with which model, data and versions.</param>
/// <param name="Result">Its runs that are done and those that failed; runs not begun or not finished are in neither.</param>
public sealed record SavedComparison(string Folder, RunDescription Description, ComparisonResult Result)
{
    /// <summary>Reads a folder that <see cref="RunFolder"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It holds no comparison, or a file of it is damaged; the message says which.</exception>
    public static SavedComparison Read(string folder) => Read(folder, []);

    /// <summary>The same, with the metric that scored the runs: reports judge with it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="composer">Makes the metric.</param>
    /// <exception cref="InvalidDataException">It holds no comparison, or a file of it is damaged; the message says which.</exception>
    public static SavedComparison Read(string folder, StrategyComposer composer)
    {
        SavedComparison saved = Read(folder);
        return saved with { Metric = MetricOf(composer, saved.Description) };
    }

    /// <summary>The metric that scored the runs; null where the composer does not know it. Default: null, for whoever read the folder without one.</summary>
    public ITaskMetric? Metric { get; init; }

    /// <summary>Reads what is not known yet.</summary>
    internal static SavedComparison Read(string folder, IReadOnlyList<StrategyRun> known)
    {
        RunDescription description = RunFolder.DescriptionOf(folder);
        Dictionary<RunKey, StrategyRun> byKey = known.ToDictionary(r => r.Key);
        var runs = new List<StrategyRun>();
        var failures = new List<RunFailure>();
        foreach (RunKey key in description.Grid)
        {
            string own = RunFolder.PathOf(folder, key);
            if (RunFolder.IsDone(folder, key)) runs.Add(byKey.GetValueOrDefault(key) ?? RunFiles.Read(own));
            else if (RunFolder.HasFailed(folder, key)) failures.Add(RunFormat.Read<RunFailure>(Path.Combine(own, RunFiles.Failure)));
        }
        return new(folder, description, new(runs) { Failures = failures, Baseline = description.Baseline });
    }

    /// <summary>The metric of a comparison; null where it is not registered.</summary>
    internal static ITaskMetric? MetricOf(StrategyComposer composer, RunDescription description)
    {
        ComponentChoice chosen = description.Metric;
        return composer.Catalog.ComponentsOf(ComponentKind.Metric).Any(m => m.Name == chosen.Use) ? composer.Parts("run", description).Create<ITaskMetric>(chosen) : null;
    }

    /// <summary>The runs of the grid that are neither done nor failed.</summary>
    public IReadOnlyList<RunKey> Missing => [.. Description.Grid.Except(Result.Runs.Select(r => r.Key)).Except(Result.Failures.Select(f => f.Key))];

    /// <summary>The optimiser steps of a run, in their order; empty where there is no file of them.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public IReadOnlyList<SavedStep> Steps(RunKey run)
    {
        string file = Path.Combine(RunFolder.PathOf(Folder, run), RunFiles.Steps);
        return File.Exists(file) ? StepFile.Read(file) : [];
    }
}
