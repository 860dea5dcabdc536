using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Kif;

/// <summary>
/// The concurrent execution of a comparison's runs, each in its own process, which writes its files; this process forwards their events and collects the
/// outcomes.
/// </summary>
internal sealed class ParallelRuns(CompareJob job, RunFolder folder, Action<RunEvent> listener, Action<RunEvent> publish,
    CancellationToken cancellation)
{
    /// <summary>The exit code of a program that Ctrl+C stopped.</summary>
    private const int Stopped = 130;

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<RunKey, StrategyRun> done = new();
    private readonly ConcurrentDictionary<RunKey, RunFailure> failed = new();
    private readonly ConcurrentQueue<RunKey> waiting = new();

    public static ComparisonRun Start(CompareJob job, Action<RunEvent> listener, CancellationToken cancellation) => new((publish, token) =>
    {
        RunFolder? own = job.Output is null ? TemporaryOutput(job) : null;
        try
        {
            return new ParallelRuns(job, own ?? job.Output!, listener, publish, token).Run();
        }
        finally
        {
            if (own is not null) Directory.Delete(own.Path, recursive: true);
        }
    }, cancellation);

    private static RunFolder TemporaryOutput(CompareJob job)
    {
        var folder = new RunFolder(Directory.CreateTempSubdirectory("kif-").FullName, job.Describe());
        File.WriteAllText(Path.Combine(folder.Path, CompareJob.ExperimentName), ExperimentFile.ToJson(job.Settings, folder.Description));
        return folder;
    }

    private ComparisonResult Run()
    {
        foreach (RunKey key in job.Grid)
        {
            if (folder.Find(key) is { } found)
            {
                done[key] = found;
                Handle(new RunFinished(found.Matrix, found.Seconds) { Run = key, Reused = true });
            }
            else waiting.Enqueue(key);
        }
        Thread[] workers = [.. Enumerable.Range(0, Math.Min(job.Settings.Parallel, waiting.Count)).Select(_ => new Thread(Work))];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        cancellation.ThrowIfCancellationRequested();
        if (done.IsEmpty && !failed.IsEmpty) throw new InvalidOperationException(failed[job.Grid.First(failed.ContainsKey)].Message);
        return new([.. job.Grid.Where(done.ContainsKey).Select(k => done[k])]) { Failures = [.. job.Grid.Where(failed.ContainsKey).Select(k => failed[k])] };
    }

    private void Work()
    {
        while (!cancellation.IsCancellationRequested && waiting.TryDequeue(out RunKey? key))
        {
            try
            {
                One(key);
            }
            catch (Exception e)
            {
                // The failure of one run's process or files must not affect the others.
                Fail(key, e.Message);
            }
        }
    }

    private void One(RunKey key)
    {
        using var process = new Process { StartInfo = Start(key) };
        var errors = new ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, line) => { if (!string.IsNullOrWhiteSpace(line.Data)) errors.Enqueue(line.Data); };
        process.Start();
        process.BeginErrorReadLine();
        // The worker stops at its next step when its input ends, even if this process dies.
        using CancellationTokenRegistration stop = cancellation.Register(process.StandardInput.Close);
        bool told = false;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (EventLines.Read(line) is not { } e || e.Run != key) continue;
            told |= e is RunFailed;
            if (e is RunFailed failure) Fail(key, failure.Message);
            else Handle(e);
        }
        process.WaitForExit();
        // Ctrl+C reaches a worker separately, and possibly before this process.
        if (process.ExitCode == Stopped) cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(5));
        if (cancellation.IsCancellationRequested || told) return;
        if (folder.Find(key) is { } run) done[key] = run;
        else Fail(key, errors.LastOrDefault() is { } last
        ? last.Replace("kif: ", "", StringComparison.Ordinal) : $"its process ended with code {process.ExitCode} and said nothing");
    }

    private ProcessStartInfo Start(RunKey key)
    {
        WorkerCommand worker = job.Settings.Worker!;
        int cell = folder.Description.Grid.ToList().IndexOf(key);
        string[] own = ["compare", Path.Combine(folder.Path, CompareJob.ExperimentName), "--out", folder.Path, "--cell",
            cell.ToString(CultureInfo.InvariantCulture), "--worker"];
        return new(worker.FileName, [.. worker.Before, .. own, .. worker.After])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
    }

    private void Fail(RunKey key, string message)
    {
        failed[key] = new(key, message);
        Handle(new RunFailed(message) { Run = key });
        lock (gate) folder.Fail(failed[key]);
    }

    private void Handle(RunEvent e)
    {
        lock (gate)
        {
            listener(e);
            publish(e);
        }
    }
}
