namespace Kif;

/// <summary>Sampling of replay examples, as pure functions.</summary>
public static class MemorySampling
{
    /// <summary>Draws <paramref name="count"/> examples uniformly with replacement; none from an empty memory.</summary>
    public static IReadOnlyList<Remembered> Uniform(IReadOnlyList<Remembered> memory, int count, RandomStream random) =>
        memory.Count == 0 ? [] : [.. Enumerable.Range(0, count).Select(_ => memory[random.Next(memory.Count)])];

    /// <summary>Draws <paramref name="count"/> examples with replacement, round-robin over tasks in order of first appearance from a random start.</summary>
    public static IReadOnlyList<Remembered> BalancedOverTasks(IReadOnlyList<Remembered> memory, int count, RandomStream random)
    {
        Remembered[][] tasks = [.. memory.GroupBy(m => m.Task).Select(g => g.ToArray())];
        if (tasks.Length == 0) return [];
        int start = random.Next(tasks.Length);
        return [.. Enumerable.Range(0, count).Select(i => tasks[(start + i) % tasks.Length]).Select(t => t[random.Next(t.Length)])];
    }

    /// <summary>Returns the sampler of a rule.</summary>
    public static MemorySampler Of(MemoryDraw how) => how switch
    {
        MemoryDraw.Uniform => (memory, count, _, random) => Uniform(memory, count, random),
        MemoryDraw.Passes => (memory, count, draw, random) => Passes(memory, _ => "", count, draw, random),
        MemoryDraw.BalancedPasses => (memory, count, draw, random) => Passes(memory, m => m.Task, count, draw, random),
        _ => (memory, count, _, random) => BalancedOverTasks(memory, count, random),
    };

    /// <summary>
    /// Draws round-robin over groups in order of first appearance, each in passes of random order. The order of a pass follows from the
    /// stream's seed and the pass's number, so that no state is kept between draws of equal size.
    /// </summary>
    private static IReadOnlyList<Remembered> Passes(IReadOnlyList<Remembered> memory, Func<Remembered, string> group, int count, int draw, RandomStream random)
    {
        Remembered[][] groups = [.. memory.GroupBy(group).Select(g => g.ToArray())];
        if (groups.Length == 0) return [];
        var orders = new Dictionary<(int Group, long Pass), int[]>();
        Remembered At(long position)
        {
            int g = (int)(position % groups.Length);
            (long pass, long place) = Math.DivRem(position / groups.Length, groups[g].Length);
            if (!orders.TryGetValue((g, pass), out int[]? order)) orders[(g, pass)] = order = random.Derive($"{g}/{pass}").Permutation(groups[g].Length);
            return groups[g][order[place]];
        }
        return [.. Enumerable.Range(0, count).Select(i => At((long)draw * count + i))];
    }
}
