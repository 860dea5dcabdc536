namespace Kif;

/// <summary>The quadratic penalty shared by EWC, SI, MAS and L2 (algorithms.md 10.6, 10.7).</summary>
internal static class QuadraticPenalty
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
    /// numbers cancel out (algorithms.md 10.6, storage tip). Where both importances are 0 the anchor is irrelevant and unchanged.
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

/// <summary>Checks that the parameter space still is that of a part's vectors of earlier tasks.</summary>
/// <param name="part">The part's name, for messages.</param>
internal sealed class AnchorSpaceCheck(string part)
{
    private ParameterSpace? home;

    /// <summary>Changes to a space if the vectors kept from earlier tasks belong to it.</summary>
    /// <param name="space">The new space.</param>
    /// <param name="kept">A vector of earlier tasks, or null if there is none.</param>
    /// <exception cref="CompositionException">The vector belongs to another space.</exception>
    public void Check(ParameterSpace space, Tensor? kept)
    {
        if (kept is not null && (home is null ? kept.shape[0] != space.Length : home.Fingerprint != space.Fingerprint))
            throw new CompositionException(
                $"'{part}' ties weights to those of earlier tasks, but the model's trainable parameters have changed since " +
                $"(space {home?.Fingerprint ?? "unknown"}, {kept.shape[0]} elements, now {space.Fingerprint}, {space.Length}): " +
                "it goes together with one adapter for all tasks, not with parts that start a new one");
        home = space;
    }
}

/// <summary>The importance pass over a finished task's examples, shared by EWC and MAS.</summary>
internal static class ImportancePass
{
    /// <summary>
    /// Creates the pass from options and profile. Defaults: one example per gradient (official code: eight), at most 1000 examples (paper and official code:
    /// all).
    /// </summary>
    public static GradientAverage Of(GradientReduction reduction, MethodProfile profile, int? batchSize, int? most) => new(
        reduction, batchSize ?? (profile == MethodProfile.OfficialCode ? 8 : 1), most ?? (profile == MethodProfile.Recommended ? 1000 : null));

    /// <summary>Computes the mean over the task's examples with its final weights.</summary>
    public static Tensor Compute(this GradientAverage average, in TaskFinished task, GradientTarget loss) =>
        average.Compute(task.Passes, task.Train, task.Weights, loss, task.Random);
}
