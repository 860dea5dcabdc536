namespace Kif;

/// <summary>
/// A sampler that passes through memory in random order, over and over: each example once before any comes again. A draw does not reach into the next pass, so
/// that ten examples are drawn by fours as 4, 4 and 2. With tasks apart, each has its own passes, and draws take turns.
/// </summary>
/// <param name="byTask">Whether every task has its own passes.</param>
internal sealed class MemoryPasses(bool byTask) : IMemorySampler
{
    // The order of each group's current pass, and how many of it were drawn; the group that is next.
    private int[][] orders = [];
    private int[] drawn = [];
    private int turn;

    public void Begin() => (orders, drawn, turn) = ([], [], 0);

    public IReadOnlyList<ReplayExample> Draw(IReadOnlyList<ReplayExample> memory, int count, RandomStream random)
    {
        if (memory.Count == 0) return [];
        ReplayExample[][] groups = byTask ? [.. memory.GroupBy(m => m.Task).Select(g => g.ToArray())] : [[.. memory]];
        if (!groups.Select(g => g.Length).SequenceEqual(orders.Select(o => o.Length)))
            (orders, drawn, turn) = ([.. groups.Select(g => random.Permutation(g.Length))], new int[groups.Length], 0);
        var batch = new List<ReplayExample>();
        bool[] over = new bool[groups.Length];
        for (int i = 0; i < count; i++)
        {
            int g = (int)(((long)turn + i) % groups.Length);
            if (over[g]) continue;
            batch.Add(groups[g][orders[g][drawn[g]++]]);
            over[g] = drawn[g] == orders[g].Length;
            if (over[g]) (orders[g], drawn[g]) = (random.Permutation(groups[g].Length), 0);
        }
        turn = (int)(((long)turn + count) % groups.Length);
        return batch;
    }

    public void Visit(IStateVisitor state)
    {
        state.Value("orders", ref orders);
        state.Value("drawn", ref drawn);
        state.Value("turn", ref turn);
    }
}
