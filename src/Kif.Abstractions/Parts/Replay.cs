namespace Kif;

/// <summary>
/// A replay buffer: chooses the examples to keep of each task. A composition has at most one: the training loop updates it, all parts read it.
/// </summary>
public interface IReplayBuffer : IStateful
{
    /// <summary>The replay examples, in a stable order.</summary>
    IReadOnlyList<ReplayExample> Contents { get; }

    /// <summary>Updates the buffer after a task: selects from its training examples and may drop older ones.</summary>
    void Update(in BufferUpdate offered);
}

/// <summary>The input of a buffer update: a finished task with its final weights.</summary>
/// <param name="task">Name of the task.</param>
/// <param name="index">Its 0-based place in the stream.</param>
/// <param name="train">The task's training examples, never dev or test examples.</param>
/// <param name="weights">The final weights; borrowed.</param>
/// <param name="passes">Extra passes, counted.</param>
/// <param name="random">The memory's own random stream of this task.</param>
public readonly ref struct BufferUpdate(string task, int index, IReadOnlyList<Example> train, Tensor weights, IExtraPasses passes, RandomStream random)
{
    /// <summary>Name of the task.</summary>
    public string Task { get; } = task;

    /// <summary>Its 0-based place in the stream.</summary>
    public int Index { get; } = index;

    /// <summary>The task's training examples, never dev or test examples.</summary>
    public IReadOnlyList<Example> Train { get; } = train;

    /// <summary>The final weights; borrowed.</summary>
    public Tensor Weights { get; } = weights;

    /// <summary>Extra passes, counted.</summary>
    public IExtraPasses Passes { get; } = passes;

    /// <summary>The memory's own random stream of this task.</summary>
    public RandomStream Random { get; } = random;
}
