using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// A buffer with a fixed number of examples for any number of tasks: every example gets a random key, and the largest keys stay (algorithms.md 10.5). Either
/// every task has an equal part, which shrinks with each task, or all compete for one reservoir.
/// </summary>
/// <param name="options">The buffer's limits.</param>
internal sealed class ReservoirBuffer(ReservoirBufferOptions options) : IReplayBuffer
{
    private readonly MemoryStore store = new(options.MaxExamples, options.MaxBytes, options.Global);

    /// <inheritdoc/>
    public IReadOnlyList<ReplayExample> Contents => store.Contents;

    /// <inheritdoc/>
    public void Update(in BufferUpdate offered)
    {
        RandomStream random = offered.Random;
        (Example Example, double Key)[] drawn = [.. offered.Train.Select(e => (e, random.NextDouble())).OrderByDescending(p => p.Item2)
            .Take(options.MaxExamples)];
        store.Add(offered.Task, drawn.Select(p => p.Example), options.Global ? [.. drawn.Select(p => p.Key)] : null);
        if (!options.Global) store.Cut(EqualParts(options.MaxExamples, offered.Index + 1));
    }

    /// <inheritdoc/>
    public void Visit(IStateVisitor state) => store.Visit(state);

    /// <summary>Splits a capacity into parts that differ by at most one, larger ones first.</summary>
    private static int[] EqualParts(int capacity, int parts) => [.. Enumerable.Range(0, parts).Select(i => capacity / parts + (i < capacity % parts ? 1 : 0))];
}

/// <summary>Options of the reservoir.</summary>
internal sealed class ReservoirBufferOptions
{
    /// <summary>The maximum number of examples of all tasks together. Default: 200.</summary>
    [Range(0, int.MaxValue)]
    public int MaxExamples { get; set; } = 200;

    /// <summary>The maximum bytes of all tasks together, counted as the JSON text of the buffer's state; null for no limit. Default: null.</summary>
    [Range(0.0, 1e15)]
    public long? MaxBytes { get; set; }

    /// <summary>
    /// Whether all tasks share one reservoir, where all examples seen are equally likely; false gives every task an equal part. Default: false.
    /// </summary>
    public bool Global { get; set; }
}
