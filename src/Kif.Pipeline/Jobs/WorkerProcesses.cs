using System.Collections.Concurrent;
using Kif.Models;

namespace Kif;

/// <summary>
/// The execution of a comparison's runs in several processes, each of which does one run after another: it writes the files of its run, and this process names
/// the next one, forwards events and reads outcomes. Model, data and code are loaded once per process.
/// </summary>
internal sealed class WorkerProcesses : IDisposable
{
    private readonly RunFolder folder;
    private readonly WorkerCommand worker;
    private readonly CancellationToken cancellation;
    private readonly ConcurrentBag<WorkerProcess> idle = [];

    private WorkerProcesses(RunFolder folder, WorkerCommand worker, CancellationToken cancellation) =>
        (this.folder, this.worker, this.cancellation) = (folder, worker, cancellation);

    /// <summary>Starts a comparison's runs.</summary>
    /// <param name="job">The comparison; without an output folder the processes share a temporary one.</param>
    /// <param name="parallel">Number of concurrent runs.</param>
    /// <param name="listener">Handles every event immediately.</param>
    /// <param name="cancellation">Stops every process at its next step.</param>
    public static ComparisonRun Start(CompareJob job, int parallel, Action<RunEvent> listener, CancellationToken cancellation) => new((publish, token) =>
    {
        using TemporaryFolder? own = job.Output is null ? new() : null;
        RunFolder folder = own is null ? job.Output! : job.OpenFolder(own.Path);
        using WorkerProcesses processes = new(folder, job.Arguments.Worker!, token);
        return new RunLoop(job.Grid, job.Comparison.First, folder.Find, processes.Execute, Handle, token).Run(parallel);

        void Handle(RunEvent e)
        {
            if (e is RunFailed) folder.Handle(e);
            listener(e);
            publish(e);
        }
    }, cancellation);

    /// <summary>Ends the processes.</summary>
    public void Dispose()
    {
        foreach (WorkerProcess process in idle) process.Dispose();
    }

    private StrategyRun Execute(RunKey key, Action<RunEvent> handle)
    {
        if (Copy(key) is { } copied) return copied;
        if (!idle.TryTake(out WorkerProcess? process)) process = new(worker, folder.Path, cancellation);
        RunEvent? end = null;
        try
        {
            end = process.Do(key, handle);
        }
        finally
        {
            if (end is null) process.Dispose();
            else idle.Add(process);
        }
        if (end is RunSkipped skipped) throw new RunInProgressException(skipped.Message);
        return (end is RunFinished ? folder.Find(key) : null) ?? throw (end is RunFailed failed ? new WorkerRunException(failed) : process.Failure);
    }

    private StrategyRun? Copy(RunKey key)
    {
        using IDisposable own = folder.Own(key);
        return folder.Find(key) ?? folder.Copy(key);
    }
}
