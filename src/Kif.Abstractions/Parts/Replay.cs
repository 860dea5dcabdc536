namespace Kif;

/// <summary>
/// A replay buffer: chooses the examples to keep of each task. A composition has at most one: the training loop updates it, all parts read it.
/// </summary>
public interface IReplayBuffer : IStateful
{
    /// <summary>The replay examples, in a stable order.</summary>
    IReadOnlyList<ReplayExample> Contents { get; }

    /// <summary>
    /// Offers a task before it is trained, with the weights from which its training starts: for buffers that choose by a model that has not learned it. Called
    /// again for the same task when a run resumes, with the state restored; a buffer that has chosen then keeps its choice. Default: does nothing.
    /// </summary>
    void Prepare(in BufferUpdate offered) { }

    /// <summary>Updates the buffer after a task: selects from its training examples and may drop older ones.</summary>
    void Update(in BufferUpdate offered);
}

/// <summary>The input of a buffer update: a finished task with its final weights, or one to come with those it starts from.</summary>
public readonly ref struct BufferUpdate
{
    /// <summary>Name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>Its 0-based place in the stream.</summary>
    public required int Index { get; init; }

    /// <summary>The task's training examples, never dev or test examples.</summary>
    public required IReadOnlyList<Example> Train { get; init; }

    /// <summary>The final weights, or those from which training starts; borrowed.</summary>
    public required Tensor Weights { get; init; }

    /// <summary>Extra passes, counted.</summary>
    public required IExtraPasses Passes { get; init; }

    /// <summary>The memory's own random stream of this task.</summary>
    public required RandomStream Random { get; init; }
}
