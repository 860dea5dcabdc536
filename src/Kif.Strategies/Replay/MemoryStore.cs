namespace Kif.Strategies;

/// <summary>What a buffer holds: of every task the examples most worth keeping first, never more than the limits allow.</summary>
/// <param name="maxExamples">Most examples, or null.</param>
/// <param name="maxBytes">Most bytes of the visited state, or null; below what an empty state takes, nothing is held.</param>
/// <param name="keyed">Whether memories of all tasks compete by keys; else every task is a group of its own.</param>
internal sealed class MemoryStore(int? maxExamples, long? maxBytes, bool keyed = false) : IStateful
{
    private List<Remembered> contents = [];
    private double[] keys = [];
    private long next;

    /// <summary>What is held; a later change makes a new list.</summary>
    public IReadOnlyList<Remembered> Contents => contents;

    /// <summary>Adds a task's examples, the most worth keeping first, and drops what exceeds the limits.</summary>
    public void Add(string task, IEnumerable<Example> ranked, double[]? drawn = null)
    {
        contents = [.. contents, .. ranked.Select(e => new Remembered(next++, task, e))];
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

    /// <summary>Leaves each task, in order of first appearance, its first so many.</summary>
    public void Cut(IReadOnlyList<int> parts) => contents = [.. contents.GroupBy(m => m.Task).Zip(parts).SelectMany(p => p.First.Take(p.Second))];

    public void Visit(IStateVisitor state)
    {
        state.Value("contents", ref contents);
        state.Value("next", ref next);
        if (keyed) state.Value("keys", ref keys);
    }

    /// <summary>Bytes of the state beside the memories: the lists' brackets, of which one per list stands for a comma, and the next id.</summary>
    private long Fixed => 1 + (keyed ? 1 : 0) + Json(next);

    private void Stay(int[] places)
    {
        contents = [.. places.Select(i => contents[i])];
        if (keyed) keys = [.. places.Select(i => keys[i])];
    }

    private long Bytes(Remembered memory, int place) => Json(memory) + 1 + (keyed ? Json(keys[place]) + 1 : 0);

    private static long Json<T>(T value) => StateJson.Write(value).Length;
}
