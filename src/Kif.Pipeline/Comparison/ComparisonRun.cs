using System.Threading.Channels;

namespace Kif;

/// <summary>A comparison in progress; it completes whether or not anybody listens to its events.</summary>
public sealed class ComparisonRun : IAsyncDisposable
{
    private readonly Channel<RunEvent> channel = Channel.CreateUnbounded<RunEvent>(new() { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource stop;

    internal ComparisonRun(Func<Action<RunEvent>, CancellationToken, ComparisonResult> work, CancellationToken cancellation)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // A comparison has its own thread: libtorch keeps gradient mode and dispose scopes per thread.
        Completion = Task.Factory.StartNew(() =>
        {
            try { return work(e => channel.Writer.TryWrite(e), stop.Token); }
            finally { channel.Writer.Complete(); }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The events in order; the sequence ends with the run.</summary>
    public IAsyncEnumerable<RunEvent> Events => channel.Reader.ReadAllAsync();

    /// <summary>The outcome.</summary>
    public Task<ComparisonResult> Completion { get; }

    /// <summary>Stops the run at its next step, if it still runs, and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Completion.ContinueWith(_ => { }, TaskScheduler.Default);
        stop.Dispose();
    }
}
