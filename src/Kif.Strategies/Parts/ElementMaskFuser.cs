using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// A fuser with Recurrent-KIF's merge, once per task: an element is important to a side if its score is strictly above a quantile over all elements of that
/// side; the four cases decide how much of the change θ_k − θ̂_{k−1} is kept (algorithms.md 9.2, 9.3). Units are not used.
/// </summary>
/// <param name="options">Share, weights and rule.</param>
internal sealed class ElementMaskFuser(ElementMaskFuserOptions options) : IKnowledgeFuser
{
    /// <inheritdoc/>
    public bool NeedsElementScores => true;

    /// <inheritdoc/>
    public Fusion Fuse(in FusionInput input)
    {
        (Tensor current, Tensor accumulated) = ElementFusion.Scores(input);
        return ElementFusion.Of(input, Coefficients(Important(current, options.TopShare), Important(accumulated, options.TopShare), options));
    }

    /// <inheritdoc/>
    public Tensor AccumulateElementScores(Tensor accumulated, Tensor current) => ScoreMath.Normalize(
        ScoreMath.Normalize(current).mul(1 - options.Accumulation).add(ScoreMath.Normalize(accumulated), alpha: options.Accumulation));

    /// <summary>Returns true where the score is strictly above the quantile 1 − <paramref name="topShare"/> over all elements.</summary>
    public static Tensor Important(Tensor scores, double topShare) => scores.gt(ScoreMath.Quantile(scores, 1 - topShare));

    /// <summary>Computes the weight of the current model per element from two masks.</summary>
    public static Tensor Coefficients(Tensor current, Tensor accumulated, ElementMaskFuserOptions options)
    {
        bool pruned = options.Rule == ElementMergeRule.Pruned;
        Tensor Number(double value) => torch.tensor(value, dtype: ScalarType.Float64, device: current.device);
        return torch.where(current,
            torch.where(accumulated, Number(pruned ? 1 : options.SharedCurrent), Number(1)),
            torch.where(accumulated, Number(0), Number(pruned ? 0 : options.NeitherCurrent)));
    }
}

/// <summary>Options of the element-mask fuser.</summary>
internal sealed class ElementMaskFuserOptions
{
    /// <summary>The share of elements that count as important on each side. Default: 0.2, the 0.8-quantile.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.05, 0.4)]
    public double TopShare { get; set; } = 0.2;

    /// <summary>The merge rule of elements important to both sides or to neither. Default: blended.</summary>
    public ElementMergeRule Rule { get; set; }

    /// <summary>Blended: the weight of the current model for elements important to both sides. Default: 0.4.</summary>
    [Range(0.0, 1.0)]
    public double SharedCurrent { get; set; } = 0.4;

    /// <summary>Blended: the weight of the current model for elements important to neither side. Default: 0.5.</summary>
    [Range(0.0, 1.0)]
    public double NeitherCurrent { get; set; } = 0.5;

    /// <summary>The weight of the old element scores when a task's scores are accumulated, both normalized. Default: 0.7 (algorithms.md 5.2).</summary>
    [Range(0.0, 1.0)]
    public double Accumulation { get; set; } = 0.7;
}

/// <summary>The merge rule of elements important to both sides or to neither (algorithms.md 9.2, 9.3).</summary>
internal enum ElementMergeRule
{
    /// <summary>Blends elements important to both sides, and those important to neither: the published code.</summary>
    Blended,

    /// <summary>
    /// Keeps the whole change of elements important to both sides and drops that of elements important to neither: the published description.
    /// </summary>
    Pruned,
}
