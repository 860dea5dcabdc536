namespace Kif;

/// <summary>Normalization and quantiles of scores per unit or per element (algorithms.md 5), in float64.</summary>
internal static class ScoreMath
{
    /// <summary>Normalizes by min-max over all elements; zeros if all are equal or not finite (algorithms.md 5.1, 5.4).</summary>
    public static Tensor Normalize(Tensor scores)
    {
        Tensor values = scores.to_type(ScalarType.Float64);
        double min = values.min().ToDouble(), max = values.max().ToDouble();
        return Differ(min, max) ? values.sub(min).div_(max - min) : torch.zeros_like(values);
    }

    /// <summary>Whether scores from a least to a largest one differ, and so can be normalized (algorithms.md 5.4).</summary>
    public static bool Differ(double least, double most) => most - least > 1e-300 && double.IsFinite(most - least);

    /// <summary>Normalizes unit scores in the same way.</summary>
    public static double[] Normalize(ReadOnlySpan<double> scores)
    {
        using var scope = torch.NewDisposeScope();
        return Normalize(torch.tensor(scores.ToArray())).data<double>().ToArray();
    }

    /// <summary>
    /// Computes the quantile with linear interpolation at index fraction·(n−1) of the sorted elements (algorithms.md 5.3), for any number of elements.
    /// </summary>
    public static double Quantile(Tensor scores, double fraction)
    {
        using var scope = torch.NewDisposeScope();
        // A full sort: selection by pivots (kthvalue) takes quadratic time if many scores are equal or already in order.
        Tensor sorted = scores.to_type(ScalarType.Float64).flatten().sort().Values;
        double h = fraction * (sorted.shape[0] - 1);
        long low = (long)Math.Floor(h), high = Math.Min(low + 1, sorted.shape[0] - 1);
        double below = sorted[low].ToDouble();
        return below + (h - low) * (sorted[high].ToDouble() - below);
    }

    /// <summary>Computes the quantile of unit scores in the same way.</summary>
    public static double Quantile(ReadOnlySpan<double> scores, double fraction)
    {
        using Tensor all = torch.tensor(scores.ToArray());
        return Quantile(all, fraction);
    }
}

/// <summary>The common operations of element-wise fusers.</summary>
internal static class ElementFusion
{
    /// <summary>Fuses by one coefficient of the current model per element; units are reported with the mean of their elements.</summary>
    /// <param name="input">The fuser's input.</param>
    /// <param name="coefficients">A vector of the space in float64, each in [0, 1].</param>
    public static Fusion Of(in FusionInput input, Tensor coefficients) =>
        new(Means(input.Units, coefficients), torch.lerp(input.PreviousWeights, input.CurrentWeights, coefficients.to_type(input.CurrentWeights.dtype)));

    /// <summary>Computes the mean coefficient per unit.</summary>
    public static double[] Means(SkillUnits units, Tensor coefficients) => units.Reduce(coefficients, UnitAggregation.Mean).Values.ToArray();

    /// <summary>Returns the two vectors of element scores in float64.</summary>
    /// <exception cref="ArgumentException">The input has no element scores.</exception>
    public static (Tensor Current, Tensor Accumulated) Scores(in FusionInput input) =>
        input is { CurrentElementScores: { } current, AccumulatedElementScores: { } accumulated }
            ? (current.to_type(ScalarType.Float64), accumulated.to_type(ScalarType.Float64))
            : throw new ArgumentException("this fuser decides element by element and was given no scores of elements", nameof(input));
}
