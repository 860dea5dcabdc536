using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;

namespace Kif.Pipeline.Output;

/// <summary>A comparison as it lies in a folder.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Description">What was asked, with which model, data and versions.</param>
/// <param name="Result">Its runs that are done and those that failed; runs not begun or not finished are in neither.</param>
public sealed record SavedComparison(string Folder, RunDescription Description, ComparisonResult Result)
{
    /// <summary>Reads a folder that <see cref="RunFolder"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It holds no comparison, or a file of it is damaged; the message says which.</exception>
    public static SavedComparison Read(string folder)
    {
        string file = Path.Combine(folder, RunFolder.DescriptionName);
        if (!File.Exists(file)) throw new InvalidDataException($"{folder} holds no comparison: {RunFolder.DescriptionName} is missing");
        RunDescription description = RunFormat.Read<RunDescription>(file);
        var runs = new List<StrategyRun>();
        var failures = new List<RunFailure>();
        foreach (RunKey key in description.Grid)
        {
            string own = RunFolder.PathOf(folder, key);
            if (File.Exists(Path.Combine(own, RunFiles.Result))) runs.Add(RunFiles.Read(own));
            else if (File.Exists(Path.Combine(own, RunFiles.Failure))) failures.Add(RunFormat.Read<RunFailure>(Path.Combine(own, RunFiles.Failure)));
        }
        return new(folder, description, new(runs) { Failures = failures, Baseline = description.Baseline });
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
