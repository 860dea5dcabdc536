namespace Kif.Serving;

/// <summary>The turns of requests: a few are computed at a time, a bounded number wait in order, more are refused.</summary>
internal sealed class AnswerQueue(ServingOptions options) : IDisposable
{
    private readonly SemaphoreSlim turns = new(options.Parallel, options.Parallel);
    private int inside;

    /// <summary>The number of requests that wait.</summary>
    public int Waiting => Math.Max(0, Volatile.Read(ref inside) - options.Parallel);

    /// <summary>The number of requests that are computed.</summary>
    public int Running => options.Parallel - turns.CurrentCount;

    /// <summary>Waits for a turn, which ends when the result is disposed.</summary>
    /// <exception cref="RequestException">Too many wait already.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref inside) > options.Parallel + options.Queue)
        {
            Interlocked.Decrement(ref inside);
            throw new RequestException($"{options.Queue} requests wait already; try again later", null, 429, "queue_full");
        }
        try
        {
            await turns.WaitAsync(cancellation);
        }
        catch
        {
            Interlocked.Decrement(ref inside);
            throw;
        }
        return new TakenTurn(this);
    }

    public void Dispose() => turns.Dispose();

    private sealed class TakenTurn(AnswerQueue queue) : IDisposable
    {
        private bool ended;

        public void Dispose()
        {
            if (ended) return;
            ended = true;
            queue.turns.Release();
            Interlocked.Decrement(ref queue.inside);
        }
    }
}
