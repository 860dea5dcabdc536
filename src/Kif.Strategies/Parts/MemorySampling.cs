namespace Kif;

/// <summary>Sampling of replay examples, as pure functions.</summary>
internal static class MemorySampling
{
    /// <summary>Draws <paramref name="count"/> examples uniformly with replacement; none from an empty memory.</summary>
    public static IReadOnlyList<ReplayExample> Uniform(IReadOnlyList<ReplayExample> memory, int count, RandomStream random) =>
        memory.Count == 0 ? [] : [.. Enumerable.Range(0, count).Select(_ => memory[random.Next(memory.Count)])];

    /// <summary>Draws <paramref name="count"/> examples with replacement, round-robin over tasks in order of first appearance from a random start.</summary>
    public static IReadOnlyList<ReplayExample> BalancedOverTasks(IReadOnlyList<ReplayExample> memory, int count, RandomStream random)
    {
        ReplayExample[][] tasks = [.. memory.GroupBy(m => m.Task).Select(g => g.ToArray())];
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
    private static IReadOnlyList<ReplayExample> Passes(IReadOnlyList<ReplayExample> memory, Func<ReplayExample, string> group, int count, int draw,
        RandomStream random)
    {
        ReplayExample[][] groups = [.. memory.GroupBy(group).Select(g => g.ToArray())];
        if (groups.Length == 0) return [];
        var orders = new Dictionary<(int Group, long Pass), int[]>();
        ReplayExample At(long position)
        {
            int g = (int)(position % groups.Length);
            (long pass, long place) = Math.DivRem(position / groups.Length, groups[g].Length);
            if (!orders.TryGetValue((g, pass), out int[]? order)) orders[(g, pass)] = order = random.Derive($"{g}/{pass}").Permutation(groups[g].Length);
            return groups[g][order[place]];
        }
        return [.. Enumerable.Range(0, count).Select(i => At((long)draw * count + i))];
    }
}

/// <summary>Samples replay examples for a step.</summary>
/// <param name="memory">All replay examples; may be empty.</param>
/// <param name="count">The number of examples to sample.</param>
/// <param name="draw">The 0-based index of the draw within the task.</param>
/// <param name="random">The stream to draw from.</param>
internal delegate IReadOnlyList<ReplayExample> MemorySampler(IReadOnlyList<ReplayExample> memory, int count, int draw, RandomStream random);

/// <summary>The sampling of replay examples for a step.</summary>
public enum MemoryDraw
{
    /// <summary>Round-robin over tasks from a random start; within a task with replacement.</summary>
    Balanced,

    /// <summary>Uniformly over all examples, with replacement.</summary>
    Uniform,

    /// <summary>Over all examples in random order, each once before any repeats.</summary>
    Passes,

    /// <summary>Round-robin over tasks; within a task in random order, each example once before any repeats.</summary>
    BalancedPasses,
}
