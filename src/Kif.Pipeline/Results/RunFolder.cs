using System.Collections.Concurrent;
using System.Globalization;
using Kif.Models;

namespace Kif;

/// <summary>
/// The files of a comparison: <c>run.json</c> (how to repeat it), <c>results.json</c>, <c>report.md</c>, and per run, in <c>strategy/order-1/seed-1</c>,
/// <c>steps.csv</c> and <c>events.jsonl</c> (while it runs), <c>matrix.csv</c>, <c>predictions.jsonl</c>, <c>units.jsonl</c>, the adapters, and, last,
/// <c>result.json</c>. A folder can be continued: runs that are done are kept, others are added.
/// </summary>
internal sealed class RunFolder : IRunStore, IDisposable
{
    internal const string DescriptionName = "run.json", ExperimentName = "experiment.json", ResultsFile = "results.json", ReportFile = "report.md";

    private const int MostInside = 10_000;

    // Runs that other processes execute are begun and copied by several threads of this one.
    private readonly ConcurrentDictionary<RunKey, GrowingFiles> open = [];
    private readonly ConcurrentDictionary<RunKey, RunLock> owned = [];
    private readonly ConcurrentDictionary<RunKey, string> configurations = [];
    private UntrainedFiles? untrained;

    /// <summary>Creates or continues the folder, and writes <c>run.json</c>.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="description">The description of the requested comparison.</param>
    /// <param name="experiment">Returns the text of <c>experiment.json</c>, the file that repeats all runs of the folder; null for none.</param>
    /// <exception cref="CompositionException">The folder holds runs with other settings; the message says which.</exception>
    public RunFolder(string path, RunDescription description, Func<RunDescription, string>? experiment = null)
    {
        Path = path;
        string file = System.IO.Path.Combine(path, DescriptionName);
        Directory.CreateDirectory(LocksOf(path));
        using FileStream alone = FileLock.Take(System.IO.Path.Combine(LocksOf(path), "folder.lock"), "writing run.json");
        Description = File.Exists(file) ? RunDescriptionUnion.Of(path, DescriptionOf(path), description) : description;
        if (experiment?.Invoke(Description) is { } text)
        {
            RunJson.Write(System.IO.Path.Combine(path, ExperimentName), text);
            Description = Description with { ExperimentSha256 = Sha256.Of(text) };
        }
        RunJson.WriteSealed(file, Description);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The description of all runs of the folder, those requested earlier and now.</summary>
    public RunDescription Description { get; }

    /// <summary>The untrained model's answers, which all processes of the comparison share.</summary>
    public IUntrainedStore Untrained => untrained ??= new(Path, System.IO.Path.Combine(LocksOf(Path), "untrained"), Description);

    /// <summary>Creates the folder of one run: <c>strategy/order-1/seed-1</c>.</summary>
    public string Of(RunKey run)
    {
        string folder = PathOf(Path, run);
        AtomicFolder.Create(folder);
        return folder;
    }

    /// <summary>Reads the outcome of a run that is done; null for others.</summary>
    /// <exception cref="InvalidDataException">A file of it is missing or was changed; the message names it.</exception>
    public StrategyRun? Find(RunKey run)
    {
        if (!IsDone(Path, run)) return null;
        string folder = PathOf(Path, run);
        try
        {
            RunRecord record = RunFiles.ReadRecord(folder);
            if (record.Key != run) throw new InvalidDataException($"{System.IO.Path.Combine(folder, RunFiles.Result)} is that of another run ({record.Key})");
            if (record.Format == RunRecord.CurrentFormat && record.ConfigurationSha256 != ConfigurationOf(run))
                throw new InvalidDataException("with another configuration "
                    + $"({DisplayText.Of(record.ConfigurationSha256, 12)}, now {ConfigurationOf(run)[..12]}…)");
            if (RunFiles.Faults(folder, record).FirstOrDefault() is { } fault) throw new InvalidDataException(fault);
            // The process may have been killed right after the result.
            DropCheckpoint(run);
            return RunFiles.Of(folder, record);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{run} is done, but {e.Message}; without the folder {folder} the run is done again", e);
        }
    }

    /// <summary>Handles an event: writes the files that grow during a run.</summary>
    public void Handle(RunEvent e)
    {
        if (e is RunStarted { Resumed: false }) Begin(e.Run!);
        open.GetValueOrDefault(e.Run!)?.Handle(e);
        switch (e)
        {
            case RunPaused:
                Close(e.Run!);
                break;
            case RunFailed failed:
                Fail(RunFailure.Of(e.Run!, failed));
                break;
        }
    }

    /// <summary>Takes the exclusive right to do a run, until it is disposed.</summary>
    /// <exception cref="RunInProgressException">Another process has it; the message names it.</exception>
    /// <exception cref="InvalidDataException">An older version stopped in the middle of the run.</exception>
    public IDisposable Own(RunKey run)
    {
        string folder = PathOf(Path, run), older = System.IO.Path.Combine(folder, RunFiles.OlderCheckpoint);
        string[] places = [folder, older, CheckpointPathOf(run), System.IO.Path.Combine(folder, GrowingFiles.Adapters),
            System.IO.Path.Combine(Path, UntrainedFiles.Name)];
        if (places.FirstOrDefault(p => !SafePath.IsWithin(p, Path)) is { } away)
            throw new InvalidDataException($"{away} leads out of {Path} by a link; files of a run lie in its folder");
        if (Directory.Exists(older))
            throw new InvalidDataException(FileFormat.Older(older, $"this version reads {RunFiles.Checkpoint}") + "; without that folder the run begins again");
        return owned[run] = RunLock.Take(LockOf(Path, run));
    }

    /// <summary>Returns the hash of everything that determines a run.</summary>
    public string ConfigurationOf(RunKey run) => configurations.GetOrAdd(run, key => RunConfiguration.Hash(Description, key));

    /// <summary>Copies a run that is done from one with the same configuration under another name; null if there is none.</summary>
    public StrategyRun? Copy(RunKey run)
    {
        if (Description.Grid.FirstOrDefault(k => k != run && IsDone(Path, k) && ConfigurationOf(k) == ConfigurationOf(run)) is not { } same) return null;
        Close(run);
        return CopiedRun.Write(PathOf(Path, same), run, Of(run));
    }

    /// <summary>Writes what a run's growing files hold so far into a checkpoint.</summary>
    public void WriteGrowing(RunKey run, string folder)
    {
        CheckOwned(run);
        open[run].WriteTo(folder);
    }

    /// <summary>Brings a run's files back to where they were at a checkpoint, and continues there.</summary>
    public void Restore(RunKey run, FolderVersion checkpoint)
    {
        Close(run);
        open[run] = GrowingFiles.Restore(Of(run), checkpoint);
    }

    /// <summary>Records that a run failed.</summary>
    internal void Fail(RunFailure failure)
    {
        Close(failure.Key);
        // The folder of a run that is done stays as it is, whatever is wrong with it.
        if (IsDone(Path, failure.Key)) return;
        RunJson.WriteSealed(System.IO.Path.Combine(Of(failure.Key), RunFiles.Failure), failure);
    }

    /// <summary>Writes the weights of a run after a task.</summary>
    public void Keep(RunKey run, int afterTask, ILanguageModel model, Tensor weights)
    {
        AdapterWriter.Write(Of(run), Description.Model, afterTask, model, weights);
        open.GetValueOrDefault(run)?.Keep();
    }

    /// <summary>Writes the files of a run that is done.</summary>
    public void Done(StrategyRun run)
    {
        if (open.TryGetValue(run.Key, out GrowingFiles? files)) files.Check();
        CheckOwned(run.Key);
        Close(run.Key);
        RunFiles.Write(Of(run.Key), run, Description);
        DropCheckpoint(run.Key);
    }

    /// <summary>Writes the summary of all runs.</summary>
    /// <param name="result">All runs of the folder.</param>
    public void Finish(ComparisonResult result) => Summarize(Path, Description, result);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (RunKey run in open.Keys.ToArray()) Close(run);
    }

    /// <summary>Returns the folder of a run, below the folder of the comparison whatever the names are.</summary>
    /// <exception cref="InvalidDataException">A name is none of a folder.</exception>
    internal static string PathOf(string folder, RunKey run) => RunNames.IsFolderName(run.Strategy) && RunNames.IsFolderName(run.Order)
        ? System.IO.Path.Combine(folder, run.Strategy, run.Order, string.Create(CultureInfo.InvariantCulture, $"seed-{run.Seed}"))
        : throw new InvalidDataException($"'{DisplayText.Of(run.ToString())}' can't be the folder of a run");

    /// <summary>Whether a run is done in a folder.</summary>
    internal static bool IsDone(string folder, RunKey run) => File.Exists(System.IO.Path.Combine(PathOf(folder, run), RunFiles.Result));

    /// <summary>Whether a run failed in a folder and has not succeeded since.</summary>
    internal static bool HasFailed(string folder, RunKey run) =>
        !IsDone(folder, run) && File.Exists(System.IO.Path.Combine(PathOf(folder, run), RunFiles.Failure));

    /// <summary>Reads the description in a folder.</summary>
    /// <exception cref="InvalidDataException">It holds no comparison, or one of an older version.</exception>
    internal static RunDescription DescriptionOf(string folder)
    {
        string file = System.IO.Path.Combine(folder, DescriptionName);
        return File.Exists(file)
            ? RunNames.Checked(
                RunJson.Read<RunDescription>(file, RunDescription.CurrentFormat, unnumbered: 1, RunDescription.OldestFormat, isSealed: true), file)
                .WithPresentNames()
            : throw new InvalidDataException(Directory.Exists(folder) ? $"{folder} holds no comparison: {DescriptionName} is missing{Inside(folder)}"
                : $"{folder} holds no comparison: there is no such folder.{NearPath.Hint(folder, DescriptionName)}");
    }

    /// <summary>Says which comparisons lie in a folder that is none itself, the newest first; empty for none.</summary>
    private static string Inside(string folder)
    {
        string[] runs = [.. Directory.EnumerateDirectories(folder).Take(MostInside).Where(f => File.Exists(System.IO.Path.Combine(f, DescriptionName)))
            .OrderByDescending(f => File.GetLastWriteTimeUtc(System.IO.Path.Combine(f, DescriptionName))).Take(3)];
        return runs.Length == 0 ? "" : $"; did you mean {string.Join(" or ", runs.Select(r => DisplayText.Of(r)))}?";
    }

    internal static void Summarize(string folder, RunDescription description, ComparisonResult result)
    {
        RunJson.Write(System.IO.Path.Combine(folder, ResultsFile), JsonReport.Write(result));
        RunJson.Write(System.IO.Path.Combine(folder, ReportFile), MarkdownReport.Write(result, description.Command, description.Warnings));
    }

    /// <summary>Returns the folder of a run's checkpoints.</summary>
    public string CheckpointPathOf(RunKey run) => System.IO.Path.Combine(PathOf(Path, run), RunFiles.Checkpoint);

    /// <summary>Returns the path of a run's lock, without extension.</summary>
    internal static string LockOf(string folder, RunKey run) => System.IO.Path.Combine(LocksOf(folder), string.Create(CultureInfo.InvariantCulture,
        $"{run.Strategy}.{run.Order}.seed-{run.Seed}"));

    private static string LocksOf(string folder) => System.IO.Path.Combine(folder, ".locks");

    /// <summary>Removes the files of an earlier attempt.</summary>
    private void Begin(RunKey run)
    {
        Close(run);
        string folder = Of(run);
        Directory.Delete(folder, recursive: true);
        AtomicFolder.Create(folder);
        open[run] = GrowingFiles.Begin(folder);
    }

    /// <exception cref="IOException">Somebody removed the lock, so that another process may be at work too.</exception>
    private void CheckOwned(RunKey run)
    {
        if (owned.TryGetValue(run, out RunLock? own)) own.Check();
    }

    private void DropCheckpoint(RunKey run)
    {
        if (Directory.Exists(CheckpointPathOf(run))) Directory.Delete(CheckpointPathOf(run), recursive: true);
    }

    private void Close(RunKey run)
    {
        if (open.TryRemove(run, out GrowingFiles? files)) files.Dispose();
    }
}
