namespace Kif.Strategies;

/// <summary>
/// A fuser with Recurrent-KIF's merge, once per task: an element is important to a side if its score is strictly above a quantile over all elements of that
/// side; the four cases decide how much of the change θ_k − θ̂_{k−1} is kept (spec 9.2, 9.3). Units are not used.
/// </summary>
/// <param name="options">Share, weights and rule.</param>
public sealed class EntryMaskFuser(EntryMaskFuserOptions options) : IKnowledgeFuser
{
    /// <inheritdoc/>
    public bool NeedsEntries => true;

    /// <inheritdoc/>
    public Fusion Fuse(in FusionInput input)
    {
        (Tensor current, Tensor accumulated) = EntryFusion.Scores(input);
        return EntryFusion.Of(input, Coefficients(Important(current, options.TopShare), Important(accumulated, options.TopShare), options));
    }

    /// <inheritdoc/>
    public Tensor AccumulateEntries(Tensor accumulated, Tensor current) => EntryScores.Normalize(
        EntryScores.Normalize(current).mul(1 - options.Accumulation).add(EntryScores.Normalize(accumulated), alpha: options.Accumulation));

    /// <summary>Returns true where the score is strictly above the quantile 1 − <paramref name="topShare"/> over all elements.</summary>
    public static Tensor Important(Tensor scores, double topShare) => scores.gt(EntryScores.Quantile(scores, 1 - topShare));

    /// <summary>Computes the weight of the current model per element from two masks.</summary>
    public static Tensor Coefficients(Tensor current, Tensor accumulated, EntryMaskFuserOptions options)
    {
        bool pruned = options.Rule == EntryMergeRule.Pruned;
        Tensor Number(double value) => torch.tensor(value, dtype: ScalarType.Float64, device: current.device);
        return torch.where(current,
            torch.where(accumulated, Number(pruned ? 1 : options.SharedCurrent), Number(1)),
            torch.where(accumulated, Number(0), Number(pruned ? 0 : options.NeitherCurrent)));
    }
}
