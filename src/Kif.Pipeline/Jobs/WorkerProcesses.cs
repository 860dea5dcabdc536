using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Kif.Models;

namespace Kif;

/// <summary>
/// The execution of a comparison's runs in processes of their own, several at a time: each process writes the files of its run, and this one forwards its
/// events and reads its outcome.
/// </summary>
internal sealed class WorkerProcesses(RunFolder folder, WorkerCommand worker, CancellationToken cancellation)
{
    /// <summary>The exit code of a program that Ctrl+C stopped.</summary>
    private const int Stopped = 130;

    /// <summary>Starts a comparison's runs.</summary>
    /// <param name="job">The comparison; without an output folder the processes share a temporary one.</param>
    /// <param name="listener">Handles every event immediately.</param>
    /// <param name="cancellation">Stops every process at its next step.</param>
    public static ComparisonRun Start(CompareJob job, Action<RunEvent> listener, CancellationToken cancellation) => new((publish, token) =>
    {
        using TemporaryFolder? own = job.Output is null ? new() : null;
        RunFolder folder = own is null ? job.Output! : job.OpenFolder(own.Path);
        return new RunLoop(job.Grid, job.Comparison.First, folder.Find, new WorkerProcesses(folder, job.Arguments.Worker!, token).Execute, Handle, token)
            .Run(job.Settings.Parallel);

        void Handle(RunEvent e)
        {
            if (e is RunFailed) folder.Handle(e);
            listener(e);
            publish(e);
        }
    }, cancellation);

    private StrategyRun Execute(RunKey key, Action<RunEvent> handle)
    {
        if (Copy(key) is { } copied) return copied;
        using var process = new Process { StartInfo = StartInfo(key) };
        var errors = new ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, line) => { if (!string.IsNullOrWhiteSpace(line.Data)) errors.Enqueue(line.Data); };
        process.Start();
        process.BeginErrorReadLine();
        // The worker stops at its next step when its input ends, even if this process dies.
        using CancellationTokenRegistration stop = cancellation.Register(process.StandardInput.Close);
        RunFailed? failure = null;
        RunSkipped? skipped = null;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (EventLines.Read(line) is not { } e || e.Run != key) continue;
            failure ??= e as RunFailed;
            skipped ??= e as RunSkipped;
            if (e is not (RunFailed or RunFinished or RunSkipped)) handle(e);
        }
        process.WaitForExit();
        // Ctrl+C reaches a worker separately, and possibly before this process.
        if (process.ExitCode == Stopped) cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(5));
        cancellation.ThrowIfCancellationRequested();
        if (skipped is not null) throw new RunInProgressException(skipped.Message);
        return (failure is null ? folder.Find(key) : null) ?? throw new InvalidOperationException(failure?.Message
            ?? errors.LastOrDefault()?.Replace("kif: ", "", StringComparison.Ordinal)
            ?? $"its process ended with code {process.ExitCode} and said nothing");
    }

    private StrategyRun? Copy(RunKey key)
    {
        using IDisposable own = folder.Own(key);
        return folder.Find(key) ?? folder.Copy(key);
    }

    private ProcessStartInfo StartInfo(RunKey key)
    {
        int cell = folder.Description.Grid.ToList().IndexOf(key);
        string[] own = ["compare", Path.Combine(folder.Path, RunFolder.ExperimentName), "--out", folder.Path, "--cell",
            cell.ToString(CultureInfo.InvariantCulture), "--worker"];
        return new(worker.FileName, [.. worker.Before, .. own, .. worker.After])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
    }
}
