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

    /// <summary>Creates the sampler of a rule.</summary>
    public static IMemorySampler Of(MemoryDraw how) => how switch
    {
        MemoryDraw.Uniform => new Replacing(Uniform),
        MemoryDraw.Passes => new MemoryPasses(byTask: false),
        MemoryDraw.BalancedPasses => new MemoryPasses(byTask: true),
        _ => new Replacing(BalancedOverTasks),
    };

    /// <summary>A sampler with replacement, which keeps nothing between draws.</summary>
    private sealed class Replacing(Func<IReadOnlyList<ReplayExample>, int, RandomStream, IReadOnlyList<ReplayExample>> draw) : IMemorySampler
    {
        public void Begin() { }

        public IReadOnlyList<ReplayExample> Draw(IReadOnlyList<ReplayExample> memory, int count, RandomStream random) => draw(memory, count, random);

        public void Visit(IStateVisitor state) { }
    }
}

/// <summary>A sampler of replay examples for the steps of a task.</summary>
internal interface IMemorySampler : IStateful
{
    /// <summary>Forgets what was drawn before: a task begins, or has ended.</summary>
    void Begin();

    /// <summary>Draws examples for a step; none from an empty memory.</summary>
    /// <param name="memory">All replay examples, the same throughout a task.</param>
    /// <param name="count">The number of examples to draw; at the end of a pass over memory there may be fewer.</param>
    /// <param name="random">The stream to draw from.</param>
    IReadOnlyList<ReplayExample> Draw(IReadOnlyList<ReplayExample> memory, int count, RandomStream random);
}

/// <summary>The sampling of replay examples for a step.</summary>
public enum MemoryDraw
{
    /// <summary>Round-robin over tasks from a random start; within a task with replacement.</summary>
    Balanced,

    /// <summary>Uniformly over all examples, with replacement.</summary>
    Uniform,

    /// <summary>Over all examples in random order, each once before any repeats; the last draw of a pass has the rest, which may be fewer.</summary>
    Passes,

    /// <summary>Round-robin over tasks, each of which is passed through by itself as with <see cref="Passes"/>.</summary>
    BalancedPasses,
}
