namespace Kif;

/// <summary>The sampler of batches: splits an epoch into batches of example indices.</summary>
internal static class BatchSampler
{
    /// <summary>The most batches that are sorted together, and the fewest such windows of an epoch: those of transformers.</summary>
    private const int LargestWindow = 50, FewestWindows = 4;

    /// <summary>Counts the batches of an epoch; the last may be smaller.</summary>
    public static int Count(int examples, int batchSize) => (examples + batchSize - 1) / batchSize;

    /// <summary>Returns the batches of one epoch; every index appears exactly once.</summary>
    /// <param name="lengths">The length of each example, by which bucketing sorts.</param>
    /// <param name="groups">
    /// The group of each example; a batch has as many of each group as a shuffled one, whatever their lengths. Empty if all are of one group.
    /// </param>
    /// <param name="batchSize">Examples per batch.</param>
    /// <param name="order">Order of the examples.</param>
    /// <param name="random">The stream to draw from; not used if the order is as given.</param>
    public static IEnumerable<int[]> Epoch(
        IReadOnlyList<int> lengths, IReadOnlyList<string?> groups, int batchSize, ExampleOrder order, RandomStream random)
    {
        int count = lengths.Count;
        int[] indices = order == ExampleOrder.AsGiven ? [.. Enumerable.Range(0, count)] : random.Permutation(count);
        return order == ExampleOrder.Bucketed ? Bucketed(indices, lengths, groups, batchSize, random) : indices.Chunk(batchSize);
    }

    private static IEnumerable<int[]> Bucketed(
        int[] indices, IReadOnlyList<int> lengths, IReadOnlyList<string?> groups, int batchSize, RandomStream random)
    {
        // A smaller batch weighs its examples more, so its members are drawn without regard to length.
        int[] rest = [.. indices[^(indices.Length % batchSize)..].OrderBy(i => lengths[i])];
        int[][] windows = [.. indices[..^rest.Length].Chunk(batchSize * Window(indices.Length, batchSize))];
        if (windows.Length == 0) return [rest];
        return windows.SelectMany((window, w) =>
        {
            int[][] batches = [.. Sorted(window, lengths, groups).Chunk(batchSize)];
            if (w == windows.Length - 1 && rest.Length > 0) batches = [.. batches, rest];
            random.Shuffle<int[]>(batches);
            return batches;
        });
    }

    private static int Window(int examples, int batchSize) => Math.Min(LargestWindow, Math.Max(1, examples / (FewestWindows * batchSize)));

    /// <summary>Sorts each group by length within the places that the shuffled window gives it.</summary>
    private static IEnumerable<int> Sorted(int[] window, IReadOnlyList<int> lengths, IReadOnlyList<string?> groups)
    {
        if (groups.Count == 0) return window.OrderBy(i => lengths[i]);
        ILookup<string?, int> members = window.OrderBy(i => lengths[i]).ToLookup(i => groups[i]);
        int[] sorted = new int[window.Length];
        foreach ((IGrouping<string?, int> group, IEnumerable<int> places) in members
            .Select(g => (g, Enumerable.Range(0, window.Length).Where(p => groups[window[p]] == g.Key))))
            foreach ((int index, int place) in group.Zip(places)) sorted[place] = index;
        return sorted;
    }
}
