namespace Kif.Baselines;

/// <summary>The quadratic penalty shared by EWC, SI, MAS and L2 (spec 10.6, 10.7).</summary>
internal static class QuadraticPull
{
    /// <summary>Computes Σ importance · (weights − anchor)², a differentiable scalar.</summary>
    /// <param name="weights">[elements], differentiable.</param>
    /// <param name="anchor">[elements].</param>
    /// <param name="importance">[elements]; null for 1 everywhere.</param>
    public static Tensor Sum(Tensor weights, Tensor anchor, Tensor? importance)
    {
        Tensor square = (weights - anchor).square();
        return (importance is null ? square : square * importance).sum();
    }

    /// <summary>
    /// Merges two such terms: F₁(θ−μ₁)² + F₂(θ−μ₂)² = (F₁+F₂)(θ−μ)² + F₁F₂/(F₁+F₂)·(μ₁−μ₂)² with μ the weighted mean of the anchors. Exact, and no large
    /// numbers cancel out (spec 10.6, storage tip). Where both importances are 0 the anchor is irrelevant and unchanged.
    /// </summary>
    /// <returns>F₁+F₂ and μ, [elements], and the sum of the constant parts, float64 scalar.</returns>
    public static (Tensor Importance, Tensor Anchor, Tensor Constant) Merge(Tensor importance1, Tensor anchor1, Tensor importance2, Tensor anchor2)
    {
        Tensor total = importance1 + importance2;
        Tensor share = torch.where(total.gt(0), importance2 / total, torch.zeros_like(total));
        Tensor rest = (importance1 * share).to_type(ScalarType.Float64).mul((anchor1 - anchor2).to_type(ScalarType.Float64).square()).sum();
        return (total, torch.lerp(anchor1, anchor2, share), rest);
    }
}
