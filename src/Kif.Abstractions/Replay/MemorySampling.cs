namespace Kif;

/// <summary>Draws from a memory, as pure functions over its contents.</summary>
public static class MemorySampling
{
    /// <summary><paramref name="count"/> memories, drawn uniformly with replacement; none from an empty memory.</summary>
    public static IReadOnlyList<Remembered> Uniform(IReadOnlyList<Remembered> memory, int count, RandomStream random) =>
        memory.Count == 0 ? [] : [.. Enumerable.Range(0, count).Select(_ => memory[random.Next(memory.Count)])];

    /// <summary><paramref name="count"/> memories, tasks taking turns in order of first appearance from a random start, with replacement.</summary>
    public static IReadOnlyList<Remembered> BalancedOverTasks(IReadOnlyList<Remembered> memory, int count, RandomStream random)
    {
        Remembered[][] tasks = [.. memory.GroupBy(m => m.Task).Select(g => g.ToArray())];
        if (tasks.Length == 0) return [];
        int start = random.Next(tasks.Length);
        return [.. Enumerable.Range(0, count).Select(i => tasks[(start + i) % tasks.Length]).Select(t => t[random.Next(t.Length)])];
    }
}
