namespace Kif.Strategies;

/// <summary>
/// A fuser that averages the two models element by element, weighted by importance to the task just learned and to all earlier ones: Fisher merging if the
/// estimator is the Fisher information. Raw scores accumulate over tasks: P ← d·P + F.
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

    /// <summary>Computes F / (F + P) per element, 0.5 where both are zero.</summary>
    public static Tensor Coefficients(Tensor current, Tensor accumulated)
    {
        Tensor sum = current.add(accumulated);
        return torch.where(sum.gt(0), current.div(sum), torch.full_like(sum, 0.5));
    }
}
