namespace Kif;

/// <summary>The contents of a buffer: for every task the most valuable examples first, within the limits.</summary>
/// <param name="maxExamples">The maximum number of examples, or null.</param>
/// <param name="maxBytes">The maximum number of bytes of the visited state, or null; below the size of an empty state, nothing is stored.</param>
/// <param name="keyed">Whether examples of all tasks compete by keys; otherwise every task is a group.</param>
internal sealed class MemoryStore(int? maxExamples, long? maxBytes, bool keyed = false) : IStateful
{
    private List<ReplayExample> contents = [];
    private double[] keys = [];
    private long next;

    /// <summary>The stored examples; a later change creates a new list.</summary>
    public IReadOnlyList<ReplayExample> Contents => contents;

    /// <summary>Adds a task's examples, the most valuable first, and drops those beyond the limits.</summary>
    public void Add(string task, IEnumerable<Example> ranked, double[]? drawn = null)
    {
        contents = [.. contents, .. ranked.Select(e => new ReplayExample(next++, task, e))];
        if (keyed)
        {
            keys = [.. keys, .. drawn!];
            Stay([.. Enumerable.Range(0, contents.Count).OrderByDescending(i => keys[i])]);
        }
        if (maxExamples is null && maxBytes is null) return;
        string[] groups = [.. contents.Select(m => keyed ? "" : m.Task)];
        long[] bytes = maxBytes is null ? new long[contents.Count] : [.. contents.Select(Bytes)];
        Stay(MemoryLimits.Within(groups, bytes, maxExamples ?? int.MaxValue, (maxBytes ?? long.MaxValue) - Fixed));
    }

    /// <summary>Cuts each task, in order of first appearance, to the given number of examples.</summary>
    public void Cut(IReadOnlyList<int> parts) => contents = [.. contents.GroupBy(m => m.Task).Zip(parts).SelectMany(p => p.First.Take(p.Second))];

    public void Visit(IStateVisitor state)
    {
        state.Value("contents", ref contents);
        state.Value("next", ref next);
        if (keyed) state.Value("keys", ref keys);
    }

    /// <summary>The bytes of the state besides the examples: the lists' brackets, one of each counted as a comma, and the next id.</summary>
    private long Fixed => 1 + (keyed ? 1 : 0) + IStateVisitor.SizeOf(next);

    private void Stay(int[] places)
    {
        contents = [.. places.Select(i => contents[i])];
        if (keyed) keys = [.. places.Select(i => keys[i])];
    }

    private long Bytes(ReplayExample memory, int place) => IStateVisitor.SizeOf(memory) + 1 + (keyed ? IStateVisitor.SizeOf(keys[place]) + 1 : 0);
}

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
