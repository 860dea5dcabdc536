using System.Globalization;
using Kif.Models;

namespace Kif;

/// <summary>Scripts for Slurm: array jobs with one element per run of the grid, and a job that collects all runs when they are over.</summary>
internal static class SlurmScript
{
    /// <summary>The name of the script that submits, in the output folder.</summary>
    public const string FileName = "slurm.sh";

    /// <summary>The name of the script of an array's elements, and of the folder of their logs.</summary>
    public const string RunsName = "slurm-runs.sh", Logs = "slurm";

    // A checkpoint is written at the next step, also after a long one of a large model.
    private const int SecondsBeforeLimit = 180;

    /// <summary>Writes the scripts into the output folder.</summary>
    /// <param name="commands">What the elements start.</param>
    /// <returns>The path of the script that submits.</returns>
    public static string Write(ClusterCommands commands)
    {
        Directory.CreateDirectory(Path.Combine(commands.Folder, Logs));
        AtomicFile.Write(Path.Combine(commands.Folder, RunsName), Elements(commands));
        string file = Path.Combine(commands.Folder, FileName);
        AtomicFile.Write(file, Submission(commands));
        return file;
    }

    /// <summary>An array has at most as many elements as the site allows, so a large grid is several arrays.</summary>
    private static string Submission(ClusterCommands of)
    {
        string file = ShellWord.Quoted(Path.Combine(of.Folder, FileName)), runs = ShellWord.Quoted(Path.Combine(of.Folder, RunsName));
        string most = of.Settings.Parallel is > 1 and var said ? $"%{said}" : "";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            #!/bin/bash
            # Kif, {{of.Told}}
            # Submit:   bash {{file}} [options of sbatch: --partition, --mem, --time, …]
            # Runs that are done are skipped, so that the same line again does what is missing; the last job collects.
            set -euo pipefail
            limit=$(scontrol show config 2>/dev/null | sed -n 's/^MaxArraySize *= *\([0-9][0-9]*\).*/\1/p' || true)
            limit=${limit:-1001}
            jobs=
            for ((first = 0; first < {{of.Runs}}; first += limit)); do
              count=$(( {{of.Runs}} - first < limit ? {{of.Runs}} - first : limit ))
              job=$(sbatch --parsable --array="0-$((count - 1)){{most}}" --export="ALL,KIF_FIRST_CELL=$first" "$@" {{runs}})
              echo "runs $first to $((first + count - 1)): job ${job%%;*}"
              jobs=$jobs:${job%%;*}
            done
            job=$(sbatch --parsable --job-name=kif-collect {{Output(of.Folder, "collect")}} "$@" --array=0 --dependency="afterany$jobs" \
              --wrap {{ShellWord.Quoted(ShellWord.Line([.. of.Collect, .. of.After]))}})
            echo "collecting: job ${job%%;*}"

            """);
    }

    /// <summary>
    /// An element passes on what ends it, so that its run writes a checkpoint; before its time is over it asks for more by being queued again.
    /// </summary>
    private static string Elements(ClusterCommands of)
    {
        string gpu = of.NeedsGpu ? "\n#SBATCH --gres=gpu:1" : "", after = string.Concat(of.After.Select(word => " " + ShellWord.Quoted(word)));
        return string.Create(CultureInfo.InvariantCulture, $$"""
            #!/bin/bash
            # One of the {{of.Told}}; {{FileName}} submits it.
            #SBATCH --job-name=kif
            #SBATCH --cpus-per-task={{of.Settings.Threads ?? 1}}
            #SBATCH {{InDirective(of.Folder)}}
            #SBATCH --open-mode=append
            #SBATCH --requeue
            #SBATCH --signal=B:USR1@{{SecondsBeforeLimit}}{{gpu}}

            {{ShellWord.Line(of.BeforeCell)}} "$((${KIF_FIRST_CELL:-0} + SLURM_ARRAY_TASK_ID))"{{after}} &
            run=$!
            again=
            trap 'again=1; kill -TERM "$run"' USR1
            trap 'kill -TERM "$run"' TERM INT
            # A signal ends a wait, not the run.
            while :; do
              code=0
              wait "$run" || code=$?
              kill -0 "$run" 2>/dev/null || break
            done
            if [[ -n $again && $code -ne 0 ]]; then scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"; fi
            exit "$code"

            """);
    }

    private static string Output(string folder, string name) => ShellWord.Quoted($"--output={Pattern(folder)}/{Logs}/{name}.log");

    /// <summary>Returns the place of the elements' logs for a directive, which has quotes of its own and signs for an element's numbers.</summary>
    private static string InDirective(string folder)
    {
        string path = $"{Pattern(folder)}/{Logs}/%A-%a.log";
        return ShellWord.Quoted(folder) == folder ? $"--output={path}" : $"--output=\"{path.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    private static string Pattern(string folder) => folder.Replace("%", "%%", StringComparison.Ordinal);
}
