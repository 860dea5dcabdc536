namespace Kif.Strategies;

/// <summary>The limits of a buffer: the largest group loses its last example until count and bytes fit.</summary>
internal static class MemoryLimits
{
    /// <summary>Returns the indices that stay, in order.</summary>
    /// <param name="groups">The group of each example; within a group the most valuable first.</param>
    /// <param name="bytes">The size of each example.</param>
    /// <param name="maxExamples">The maximum number of examples; above it the group with the most examples (the latest of equals) loses one at a time.</param>
    /// <param name="maxBytes">The maximum number of bytes; above it the group with the most bytes (the latest of equals) loses one at a time.</param>
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
