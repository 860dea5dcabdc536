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
        foreach (string folder in folders.Where(f => Path.GetFullPath(f) != Path.GetFullPath(target))) Add(folder, target);
        SavedComparison all = SavedComparison.Read(target, composer);
        RunFolder.Summarize(target, all.Description, all.Result);
        return all;
    }

    private static void Add(string folder, string target)
    {
        RunDescription description = RunFolder.DescriptionOf(folder);
        string experiment = Path.Combine(folder, RunFolder.ExperimentName);
        CompareSettings? settings = File.Exists(experiment) ? ExperimentFile.Read(experiment).Settings : null;
        new RunFolder(target, description, settings is null ? null : union => ExperimentFile.ToJson(settings, union)).Dispose();
        foreach (RunKey key in description.Grid)
        {
            (string from, string to) = (RunFolder.PathOf(folder, key), RunFolder.PathOf(target, key));
            bool done = RunFolder.IsDone(folder, key);
            if (!done && !RunFolder.HasFailed(folder, key)) continue;
            using RunLock own = RunLock.Take(RunFolder.LockOf(target, key));
            if (!RunFolder.IsDone(target, key)) Copy(from, to);
            else if (done && JsonSerializer.Serialize(RunFiles.ReadRecord(from).Files) != JsonSerializer.Serialize(RunFiles.ReadRecord(to).Files))
                throw new InvalidDataException(
                    $"{key} is done in {folder} and in {target}, with different outcomes; kif reproduce tells which of them comes out again");
        }
    }

    /// <summary>Copies a run; the file that marks it as done comes last.</summary>
    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to)) Directory.Delete(to, recursive: true);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).OrderBy(f => Path.GetFileName(f) == RunFiles.Result))
        {
            string own = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(own)!);
            AtomicFile.Copy(file, own);
        }
    }
}
