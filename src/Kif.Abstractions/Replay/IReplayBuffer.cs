namespace Kif;

/// <summary>
/// A replay buffer: chooses the examples to keep of each task. A composition has at most one: the training loop updates it, all parts read it.
/// </summary>
public interface IReplayBuffer : IStateful
{
    /// <summary>The replay examples, in a stable order.</summary>
    IReadOnlyList<Remembered> Contents { get; }

    /// <summary>Updates the buffer after a task: selects from its training examples and may drop older ones.</summary>
    void Remember(in MemoryOffered offered);
}
