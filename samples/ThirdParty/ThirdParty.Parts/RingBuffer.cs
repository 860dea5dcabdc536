using System.ComponentModel.DataAnnotations;
using Kif;

namespace ThirdParty.Parts;

/// <summary>Options of <see cref="RingBuffer"/>.</summary>
public sealed class RingBufferOptions
{
    /// <summary>Examples of each task. Default: 16.</summary>
    [Range(1, 100_000)]
    public int PerTask { get; set; } = 16;

    /// <summary>Examples in all; the oldest go first. Default: 1,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxExamples { get; set; } = 1000;
}

/// <summary>
/// Keeps the last examples of every task in the order of its data (Lopez-Paz and Ranzato 2017, "Gradient Episodic Memory for Continual Learning").
/// </summary>
public sealed class RingBuffer(RingBufferOptions options) : IReplayBuffer
{
    private List<ReplayExample> contents = [];
    private long next;

    /// <inheritdoc/>
    public IReadOnlyList<ReplayExample> Contents => contents;

    /// <inheritdoc/>
    public void Update(in BufferUpdate offered)
    {
        string task = offered.Task;
        ReplayExample[] last = [.. offered.Train.TakeLast(options.PerTask).Select(example => new ReplayExample(next++, task, example))];
        contents = [.. contents.Concat(last).TakeLast(options.MaxExamples)];
    }

    /// <inheritdoc/>
    public void Visit(IStateVisitor state)
    {
        state.Value("contents", ref contents);
        state.Value("next", ref next);
    }
}
