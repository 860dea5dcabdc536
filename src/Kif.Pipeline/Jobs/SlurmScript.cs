using System.Globalization;
using System.Text;
using Kif.Models;

namespace Kif;

/// <summary>A Slurm array job with one element per run of the grid.</summary>
internal static class SlurmScript
{
    /// <summary>Its name in the output folder.</summary>
    public const string FileName = "slurm.sh";

    /// <summary>Prepares the output folder and writes the script into it; nothing is trained.</summary>
    /// <param name="job">The comparison, with an output folder.</param>
    /// <returns>The script's path.</returns>
    /// <exception cref="CompositionException">There is no output folder, which the elements share, or no program that they start.</exception>
    public static string Write(CompareJob job)
    {
        if (job.Output is not { } folder)
            throw new CompositionException("compare.out is missing: the runs of a cluster meet in a folder that all machines see");
        if (job.Arguments.Worker is not { } worker) throw new CompositionException("compare.worker is missing: the program that does single runs");
        string path = Path.GetFullPath(folder.Path);
        if (path.Any(c => char.IsControl(c) || c == '\\'))
            throw new CompositionException($"compare.out is '{DisplayText.Of(path)}'; a script for Slurm needs a folder without control characters and \\");
        Directory.CreateDirectory(Path.Combine(path, "slurm"));
        string file = Path.Combine(path, FileName);
        AtomicFile.Write(file, Text(path, folder.Description, worker, job.Settings));
        return file;
    }

    private static string Text(string folder, RunDescription description, WorkerCommand worker, CompareSettings settings)
    {
        string[] command = [worker.FileName, .. worker.Before, "compare", Path.Combine(folder, RunFolder.ExperimentName), "--out", folder];
        var text = new StringBuilder();
        string most = settings.Parallel is > 1 and var said ? $"%{said}" : "";
        text.Append(CultureInfo.InvariantCulture, $"""
            #!/bin/bash
            # {description.Grid.Count} runs: {description.Strategies.Count} strategies, {description.Orders.Count} orders, {description.Seeds.Count} seeds.
            # Submit:   sbatch {Quoted(Path.Combine(folder, FileName))}
            # Gather:   kif collect {Quoted(folder)}
            # Runs that are done are skipped, so that the same line again does what is missing.
            #SBATCH --job-name=kif
            #SBATCH --array=0-{description.Grid.Count - 1}{most}
            #SBATCH --cpus-per-task={settings.Threads ?? 1}
            #SBATCH --output={InDirective(folder)}
            """);
        if (settings.Compute.Device.StartsWith("cuda", StringComparison.Ordinal)) text.Append("\n#SBATCH --gres=gpu:1");
        text.Append("\n\nexec ").AppendJoin(' ', command.Select(Quoted)).Append(" --cell \"$SLURM_ARRAY_TASK_ID\"");
        foreach (string after in worker.After) text.Append(' ').Append(Quoted(after));
        return text.Append('\n').ToString();
    }

    /// <summary>Returns the place of the elements' logs for a directive, which has quotes of its own and signs for an element's numbers.</summary>
    private static string InDirective(string folder)
    {
        string path = folder.Replace("%", "%%", StringComparison.Ordinal) + "/slurm/%a.log";
        return Quoted(folder) == folder ? path : $"\"{path.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    private static string Quoted(string word) =>
        word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+' or ':' or '=')
        ? word : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
