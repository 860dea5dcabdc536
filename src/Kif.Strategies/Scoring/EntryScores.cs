namespace Kif.Strategies;

/// <summary>Normalization and quantiles of element scores, in float64.</summary>
internal static class EntryScores
{
    /// <summary>Normalizes by min-max over all elements; zeros if all are equal or not finite (spec 5.1, 5.4).</summary>
    public static Tensor Normalize(Tensor scores)
    {
        Tensor values = scores.to_type(ScalarType.Float64);
        double min = values.min().ToDouble(), max = values.max().ToDouble();
        return max - min > 1e-300 && double.IsFinite(max - min) ? values.sub(min).div_(max - min) : torch.zeros_like(values);
    }

    /// <summary>Computes the quantile over all elements with linear interpolation (spec 5.3), for any number of elements.</summary>
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
}
