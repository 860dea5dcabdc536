namespace Kif;

/// <summary>Decides, unit by unit, how much of the new and how much of the old knowledge to keep.</summary>
public interface IKnowledgeFuser
{
    /// <summary>
    /// Whether it decides entry by entry, from <see cref="FusionInput.CurrentEntries"/> and <see cref="FusionInput.AccumulatedEntries"/>; the strategy then
    /// keeps one more vector between tasks.
    /// </summary>
    bool NeedsEntries => false;

    /// <summary>Whether it reads <see cref="FusionInput.InitialWeights"/>; the strategy then keeps them, one more vector.</summary>
    bool NeedsInitialWeights => false;

    /// <summary>The fusion of two sets of weights.</summary>
    Fusion Fuse(in FusionInput input);

    /// <summary>The accumulated entry scores after a task, asked for only when it needs entries. Default: the sum over tasks.</summary>
    /// <param name="accumulated">Those of earlier tasks; borrowed.</param>
    /// <param name="current">Raw entry scores of the task just learnt; borrowed.</param>
    Tensor AccumulateEntries(Tensor accumulated, Tensor current) => accumulated.add(current);
}
