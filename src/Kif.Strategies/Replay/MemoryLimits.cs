namespace Kif.Strategies;

/// <summary>The one rule by which memories are dropped: the largest group loses its last, until examples and bytes fit.</summary>
internal static class MemoryLimits
{
    /// <summary>Which places stay, in their order.</summary>
    /// <param name="groups">The group of each memory; within a group those most worth keeping come first.</param>
    /// <param name="bytes">The size of each memory.</param>
    /// <param name="maxExamples">Most memories; while there are more, the group with the most of them loses one, of equals the latest.</param>
    /// <param name="maxBytes">Most bytes; while there are more, the group with the most bytes loses one, of equals the latest.</param>
    public static int[] Within(IReadOnlyList<string> groups, IReadOnlyList<long> bytes, int maxExamples, long maxBytes)
    {
        Stack<int>[] held = [.. Enumerable.Range(0, groups.Count).GroupBy(i => groups[i]).Select(g => new Stack<int>(g))];
        long[] counts = [.. held.Select(g => (long)g.Count)], sizes = [.. held.Select(g => g.Sum(i => bytes[i]))];
        long count = counts.Sum(), size = sizes.Sum();
        while (count > 0 && (count > maxExamples || size > maxBytes))
        {
            int largest = Largest(count > maxExamples ? counts : sizes);
            long dropped = bytes[held[largest].Pop()];
            (counts[largest], sizes[largest], count, size) = (counts[largest] - 1, sizes[largest] - dropped, count - 1, size - dropped);
        }
        return [.. held.SelectMany(g => g).Order()];
    }

    private static int Largest(long[] values) => Array.LastIndexOf(values, values.Max());
}
