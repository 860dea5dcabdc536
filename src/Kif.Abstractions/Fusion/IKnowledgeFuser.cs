namespace Kif;

/// <summary>A fuser: decides, unit by unit, how much of the new and of the old knowledge to keep.</summary>
public interface IKnowledgeFuser
{
    /// <summary>
    /// Whether it decides element by element, from <see cref="FusionInput.CurrentEntries"/> and <see cref="FusionInput.AccumulatedEntries"/>; the strategy then
    /// keeps one more vector between tasks.
    /// </summary>
    bool NeedsEntries => false;

    /// <summary>Whether it reads <see cref="FusionInput.InitialWeights"/>; the strategy then keeps them, one more vector.</summary>
    bool NeedsInitialWeights => false;

    /// <summary>Fuses two sets of weights.</summary>
    Fusion Fuse(in FusionInput input);

    /// <summary>Accumulates element scores after a task; called only when the fuser needs them. Default: the sum over tasks.</summary>
    /// <param name="accumulated">The scores of earlier tasks; borrowed.</param>
    /// <param name="current">Raw element scores of the task just learned; borrowed.</param>
    Tensor AccumulateEntries(Tensor accumulated, Tensor current) => accumulated.add(current);
}
