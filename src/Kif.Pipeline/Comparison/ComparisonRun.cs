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

/// <summary>All runs of a comparison.</summary>
/// <param name="Runs">The runs that are done: order by order, seed by seed, strategies in the order in which they were named.</param>
public sealed record ComparisonResult(IReadOnlyList<StrategyRun> Runs)
{
    private ComparisonStatistics? statistics;

    /// <summary>Copies everything but the statistics, which are those of one baseline and one metric.</summary>
    private ComparisonResult(ComparisonResult other) => (Runs, Failures, Baseline, Metric) = (other.Runs, other.Failures, other.Baseline, other.Metric);

    /// <summary>The runs that failed.</summary>
    public IReadOnlyList<RunFailure> Failures { get; init; } = [];

    /// <summary>The strategy that the others are compared with. Default: null, for <c>seq-lora</c> if it is among them, or else the first.</summary>
    public string? Baseline { get; init; }

    /// <summary>The metric that scored the runs, which their statistics use. Default: null, for exact match.</summary>
    public ITaskMetric? Metric { get; init; }

    /// <summary>
    /// The statistics with default options, which tables, reports, pages and JSON show; computed on first use.
    /// <see cref="ComparisonStatistics.Of"/> computes others.
    /// </summary>
    /// <exception cref="CompositionException">The baseline is not among the strategies.</exception>
    public ComparisonStatistics Statistics => statistics ??= ComparisonStatistics.Of(this);

    /// <summary>Whether runs, failures, baseline and metric are the same.</summary>
    public bool Equals(ComparisonResult? other) =>
        other is not null && (Runs, Failures, Baseline, Metric).Equals((other.Runs, other.Failures, other.Baseline, other.Metric));

    /// <inheritdoc/>
    public override int GetHashCode() => (Runs, Failures, Baseline, Metric).GetHashCode();
}
