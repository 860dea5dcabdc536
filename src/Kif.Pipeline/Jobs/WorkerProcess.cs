using System.Collections.Concurrent;
using System.Diagnostics;

namespace Kif;

/// <summary>A process that does the runs of a folder that it is told, one after another.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>The exit code of a program that Ctrl+C stopped.</summary>
    private const int Stopped = 130;

    private const string Rethrown = "End of stack trace from previous location";

    private readonly Process process;
    private readonly ConcurrentQueue<string> errors = new();
    private readonly CancellationToken cancellation;
    private readonly CancellationTokenRegistration stop;
    private int code;

    /// <summary>Starts the process.</summary>
    /// <param name="worker">Its program.</param>
    /// <param name="folder">The folder of the comparison.</param>
    /// <param name="cancellation">Stops it at its next step.</param>
    public WorkerProcess(WorkerCommand worker, string folder, CancellationToken cancellation)
    {
        this.cancellation = cancellation;
        string[] own = ["compare", Path.Combine(folder, RunFolder.ExperimentName), "--out", folder, "--worker"];
        process = new()
        {
            StartInfo = new(worker.FileName, [.. worker.Before, .. own, .. worker.After])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            },
        };
        process.ErrorDataReceived += (_, line) => { if (!string.IsNullOrWhiteSpace(line.Data)) errors.Enqueue(line.Data); };
        process.Start();
        process.BeginErrorReadLine();
        // The worker stops at its next step when its input ends, even if this process dies.
        stop = cancellation.Register(process.StandardInput.Close);
    }

    /// <summary>What is known of a process that ended too early: its last words that are no line of a stack trace.</summary>
    public WorkerRunException Failure
    {
        get
        {
            string[] said = [.. errors];
            string? words = said.LastOrDefault(line => !line.TrimStart().StartsWith("at ", StringComparison.Ordinal) && line.Trim(' ', '-') != Rethrown);
            return new(words?.Replace("kif: ", "", StringComparison.Ordinal) ?? $"its process ended with code {code} and said nothing",
                string.Join('\n', said));
        }
    }

    /// <summary>Does a run.</summary>
    /// <param name="key">The run.</param>
    /// <param name="handle">Handles its events but the last.</param>
    /// <returns>How it ended: finished, failed or skipped; null if the process ended.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public RunEvent? Do(RunKey key, Action<RunEvent> handle)
    {
        errors.Clear();
        try { process.StandardInput.WriteLine(RunName.Of(key)); }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It has ended, or its input was closed to stop it: what follows tells which.
        }
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (EventLines.Read(line) is not { } e || e.Run != key) continue;
            if (e is RunFailed or RunFinished or RunSkipped) return e;
            handle(e);
        }
        process.WaitForExit();
        // Ctrl+C reaches a worker separately, and possibly before this process.
        code = process.ExitCode;
        if (code == Stopped) cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(5));
        cancellation.ThrowIfCancellationRequested();
        return null;
    }

    /// <summary>Ends the process after its run.</summary>
    public void Dispose()
    {
        stop.Dispose();
        try { process.StandardInput.Close(); }
        catch (IOException)
        {
            // It has ended without reading its last line.
        }
        // What it still says must not keep it from ending.
        while (process.StandardOutput.ReadLine() is not null) { }
        process.WaitForExit();
        process.Dispose();
    }
}

/// <summary>The name of a run in one line, by which a worker is told what to do.</summary>
internal static class RunName
{
    /// <summary>Returns the name.</summary>
    public static string Of(RunKey key) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{key.Strategy}/{key.Order}/{key.Seed}");
}
