namespace Kif;

/// <summary>Chooses what is remembered of each task. A composition has one buffer: the loop fills it, every part reads the same one.</summary>
public interface IReplayBuffer : IStateful
{
    /// <summary>Everything remembered, in a stable order.</summary>
    IReadOnlyList<Remembered> Contents { get; }

    /// <summary>Takes what it wants of a finished task's training examples; may drop older memories.</summary>
    void Remember(in MemoryOffered offered);
}
