namespace Kif.Pipeline.Training;

/// <summary>The sampler of batches: splits an epoch into batches of example indices.</summary>
public static class BatchOrder
{
    private const int Window = 50;

    /// <summary>Counts the batches of an epoch; the last may be smaller.</summary>
    public static int Count(int examples, int batchSize) => (examples + batchSize - 1) / batchSize;

    /// <summary>Returns the batches of one epoch; every index appears exactly once.</summary>
    /// <param name="lengths">The length of each example, by which bucketing sorts.</param>
    /// <param name="batchSize">Examples per batch.</param>
    /// <param name="order">Order of the examples.</param>
    /// <param name="random">The stream to draw from; not used if the order is as given.</param>
    public static IEnumerable<int[]> Epoch(IReadOnlyList<int> lengths, int batchSize, DataOrder order, RandomStream random)
    {
        int[] indices = order == DataOrder.AsGiven ? [.. Enumerable.Range(0, lengths.Count)] : random.Permutation(lengths.Count);
        if (order != DataOrder.Bucketed) return indices.Chunk(batchSize);
        return indices.Chunk(batchSize * Window).SelectMany(window =>
        {
            int[] sorted = [.. window.OrderBy(i => lengths[i])];
            int[][] batches = [.. sorted.Chunk(batchSize)];
            random.Shuffle<int[]>(batches);
            return batches;
        });
    }
}
