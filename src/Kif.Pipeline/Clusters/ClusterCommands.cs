namespace Kif;

/// <summary>What the machines of a cluster start: the runs of a comparison one by one, and the collection of all.</summary>
/// <param name="Folder">The full path of the output folder, which all machines see.</param>
/// <param name="Description">The comparison.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Start">The program and the words that stand before its own.</param>
/// <param name="After">The words after its own.</param>
internal sealed record ClusterCommands(
    string Folder, RunDescription Description, CompareSettings Settings, IReadOnlyList<string> Start, IReadOnlyList<string> After)
{
    /// <summary>The number of runs.</summary>
    public int Runs => Description.Grid.Count;

    /// <summary>The number of runs, strategies, orders and seeds, in words.</summary>
    public string Told =>
        $"runs: {Runs} (strategies: {Description.Strategies.Count}, orders: {Description.Orders.Count}, seeds: {Description.Seeds.Count})";

    /// <summary>Whether a run needs a GPU.</summary>
    public bool NeedsGpu => Settings.Compute.Device.StartsWith("cuda", StringComparison.Ordinal);

    /// <summary>The command of a run, up to the number of its cell.</summary>
    public IReadOnlyList<string> BeforeCell => [.. Start, "compare", Path.Combine(Folder, RunFolder.ExperimentName), "--out", Folder, "--cell"];

    /// <summary>The command that collects all runs.</summary>
    public IReadOnlyList<string> Collect => [.. Start, "collect", Folder];

    /// <summary>Prepares the commands of a comparison whose output folder is prepared; nothing is trained.</summary>
    /// <param name="job">The comparison, with an output folder.</param>
    /// <param name="program">The program on the cluster's machines; null for the one that runs here.</param>
    /// <exception cref="CompositionException">There is no output folder, or none that scripts can name, or no program.</exception>
    public static ClusterCommands Of(CompareJob job, string? program = null)
    {
        if (job.Output is not { } folder)
            throw new CompositionException("compare.out is missing: the runs of a cluster meet in a folder that all machines see");
        if (job.Arguments.Worker is not { } worker) throw new CompositionException("compare.worker is missing: the program that does single runs");
        string path = Path.GetFullPath(folder.Path);
        if (path.Any(c => char.IsControl(c) || c == '\\'))
            throw new CompositionException($"compare.out is '{DisplayText.Of(path)}'; a cluster's script needs a folder without control characters and \\");
        return new(path, folder.Description, job.Settings, program is null ? [worker.FileName, .. worker.Before] : [program], worker.After);
    }
}
