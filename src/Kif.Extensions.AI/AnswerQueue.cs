namespace Kif;

/// <summary>
/// The line in front of a model: a fixed number of calls compute at a time, each on a thread of its own, and the others wait in the order in which they came.
/// </summary>
/// <param name="concurrency">The most calls that compute at a time; 1 or more.</param>
/// <param name="owner">The name of the class that it works for, for errors.</param>
internal sealed class AnswerQueue(int concurrency, string owner) : IDisposable
{
    // Waiters that wait asynchronously, as all do here, are let in first come, first served.
    private readonly SemaphoreSlim turns = new(concurrency, concurrency);
    private readonly CancellationTokenSource closing = new();
    private int closed;

    /// <summary>Computes when its turn comes.</summary>
    /// <param name="work">The computation; stops soon after its token is canceled.</param>
    /// <param name="cancellation">Leaves the line, or stops the computation.</param>
    /// <exception cref="ObjectDisposedException">The queue was closed before or meanwhile.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, closing.Token);
        try
        {
            await turns.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                // A thread of its own: a computation of seconds or minutes would starve the thread pool.
                return await Task.Factory.StartNew(
                    () => work(either.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            }
            finally
            {
                turns.Release();
            }
        }
        catch (OperationCanceledException e) when (either.IsCancellationRequested)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new ObjectDisposedException($"the {owner} was disposed before the call was complete", e);
        }
    }

    /// <summary>Refuses further calls, stops those that wait or compute, and returns when nothing computes any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref closed, 1) == 1) return;
        closing.Cancel();
        for (int i = 0; i < concurrency; i++) turns.Wait();
        // Neither of the two holds anything of the system's; calls that come too late still ask them.
    }
}
