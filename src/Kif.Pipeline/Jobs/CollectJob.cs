using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>The job of <c>kif collect</c>: collects the runs of several processes or machines, in one folder or in several of the same experiment.</summary>
internal static class CollectJob
{
    /// <summary>Collects runs and writes the summary of all of them.</summary>
    /// <param name="composer">The composer that creates the metric of the runs.</param>
    /// <param name="folders">Output folders, at least one.</param>
    /// <param name="output">The folder for all runs; null for the first folder.</param>
    /// <returns>All runs collected so far; <see cref="SavedComparison.Missing"/> lists the others.</returns>
    /// <exception cref="CompositionException">The folders hold different comparisons; the message says what differs.</exception>
    /// <exception cref="RunInProgressException">Another process is doing a run in the target.</exception>
    /// <exception cref="InvalidDataException">A folder holds no comparison, two have the same run with different outcomes, or a file is damaged.</exception>
    public static SavedComparison Collect(StrategyComposer composer, IReadOnlyList<string> folders, string? output = null)
    {
        string target = output ?? folders[0];
        Directory.CreateDirectory(target);
        foreach (string folder in folders.Where(f => SafePath.Real(f) != SafePath.Real(target))) Add(folder, target, folders);
        SavedComparison all = SavedComparison.Read(target, composer);
        RunFolder.Summarize(target, all.Description, all.Result);
        return all;
    }

    /// <summary>Waits until every run of a comparison is done or has failed in one of its folders.</summary>
    /// <param name="folders">Output folders, at least one.</param>
    /// <param name="pause">The time between two looks.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task WaitAsync(IReadOnlyList<string> folders, TimeSpan pause, CancellationToken cancellation)
    {
        IReadOnlyList<RunKey> grid = RunFolder.DescriptionOf(folders[0]).Grid;
        while (!grid.All(key => folders.Any(folder => RunFolder.IsDone(folder, key) || RunFolder.HasFailed(folder, key))))
            await Task.Delay(pause, cancellation);
    }

    private static void Add(string folder, string target, IReadOnlyList<string> folders)
    {
        foreach (string file in new[] { RunFolder.DescriptionName, RunFolder.ExperimentName }) CollectedRun.CheckWithin(Path.Combine(folder, file), folder);
        RunDescription description = RunFolder.DescriptionOf(folder);
        string experiment = Path.Combine(folder, RunFolder.ExperimentName);
        CompareSettings? settings = File.Exists(experiment) ? ExperimentFile.Read(experiment).Settings : null;
        new RunFolder(target, description, settings is null ? null : union => ExperimentFile.ToJson(settings, union)).Dispose();
        foreach (RunKey key in description.Grid)
        {
            (string from, string to) = (RunFolder.PathOf(folder, key), RunFolder.PathOf(target, key));
            bool done = RunFolder.IsDone(folder, key);
            if (!done && !RunFolder.HasFailed(folder, key) || SafePath.Real(from) == SafePath.Real(to)) continue;
            CollectedRun.CheckWithin(Path.Combine(from, RunFiles.Result), folder);
            using RunLock own = RunLock.Take(RunFolder.LockOf(target, key));
            if (!RunFolder.IsDone(target, key))
            {
                // A run that can go on is worth more than the word that it failed elsewhere.
                if (!done && Directory.Exists(Path.Combine(to, RunFiles.Checkpoint))) continue;
                if (done && RunFiles.Faults(from, RunFiles.ReadRecord(from)).FirstOrDefault() is { } fault)
                    throw new InvalidDataException($"{key} is done in {folder}, but {fault}; nothing was copied over {target}'s");
                CollectedRun.Copy(from, folder, to, target, folders);
            }
            else if (done && JsonSerializer.Serialize(RunFiles.ReadRecord(from).Files) != JsonSerializer.Serialize(RunFiles.ReadRecord(to).Files))
                throw new InvalidDataException(
                    $"{key} is done in {folder} and in {target}, with different outcomes; kif reproduce tells which of them comes out again");
        }
    }
}

/// <summary>The copy of a run into another folder, which neither reads nor writes nor deletes anything elsewhere, whatever links there are.</summary>
internal static class CollectedRun
{
    /// <summary>Copies a run; the file that marks it as done comes last.</summary>
    /// <param name="from">The run.</param>
    /// <param name="folder">The folder that it is collected from.</param>
    /// <param name="to">Its new place.</param>
    /// <param name="target">The folder of all runs.</param>
    /// <param name="folders">All folders that are collected.</param>
    /// <exception cref="InvalidDataException">A link leads out of a folder, a file is none, or a place to replace lies in a folder to collect.</exception>
    public static void Copy(string from, string folder, string to, string target, IReadOnlyList<string> folders)
    {
        CheckWithin(to, target);
        string[] files = [.. FilesIn(from, folder).OrderBy(f => Path.GetFileName(f) == RunFiles.Result)];
        if (Directory.Exists(to))
        {
            if (folders.FirstOrDefault(f => SafePath.IsWithin(f, to) || SafePath.Real(f) != SafePath.Real(target)
                && (SafePath.IsWithin(f, target) || SafePath.IsWithin(target, f))) is { } near)
                throw new InvalidDataException($"{to} would be replaced, but {near} and {target} lie in each other; collect into a folder beside them");
            Directory.Delete(to, recursive: true);
        }
        foreach (string file in files)
        {
            string own = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(own)!);
            AtomicFile.Copy(file, own);
        }
    }

    /// <summary>Throws if a path leads out of a folder.</summary>
    /// <exception cref="InvalidDataException">It does, by a link.</exception>
    public static void CheckWithin(string path, string folder)
    {
        if (!SafePath.IsWithin(path, folder))
            throw new InvalidDataException($"{path} leads out of {folder} by a link; collect follows no such links: copy the files there");
    }

    private static IEnumerable<string> FilesIn(string at, string folder)
    {
        CheckWithin(at, folder);
        foreach (string file in Directory.GetFiles(at))
        {
            CheckWithin(file, folder);
            if (FileKind.Other(file) is { } kind) throw new InvalidDataException($"{file} is {kind}; a run has files only");
            yield return file;
        }
        foreach (string below in Directory.GetDirectories(at))
        {
            CheckWithin(below, folder);
            if (SafePath.IsWithin(at, below)) throw new InvalidDataException($"{below} is a link to a folder that it lies in");
            foreach (string file in FilesIn(below, folder)) yield return file;
        }
    }
}
