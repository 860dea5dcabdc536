namespace Kif.Strategies;

/// <summary>
/// Average of the two models entry by entry, weighted by the importance of the entry to the task just learnt and to all earlier ones: Fisher merging where the
/// estimator is a Fisher information. Raw scores add up over tasks: P ← d·P + F.
/// </summary>
/// <param name="options">The decay.</param>
public sealed class FisherWeightedFuser(FisherWeightedFuserOptions options) : IKnowledgeFuser
{
    /// <inheritdoc/>
    public bool NeedsEntries => true;

    /// <inheritdoc/>
    public Fusion Fuse(in FusionInput input)
    {
        (Tensor current, Tensor accumulated) = EntryFusion.Scores(input);
        return EntryFusion.Of(input, Coefficients(current, accumulated));
    }

    /// <inheritdoc/>
    public Tensor AccumulateEntries(Tensor accumulated, Tensor current) => accumulated.mul(options.Decay).add(current);

    /// <summary>F / (F + P) per entry, 0.5 where both are zero.</summary>
    public static Tensor Coefficients(Tensor current, Tensor accumulated)
    {
        Tensor sum = current.add(accumulated);
        return torch.where(sum.gt(0), current.div(sum), torch.full_like(sum, 0.5));
    }
}
