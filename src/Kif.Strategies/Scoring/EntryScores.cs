namespace Kif.Strategies;

/// <summary>The mathematics of unit scores on vectors with a score per entry, in float64.</summary>
internal static class EntryScores
{
    /// <summary>Min-max normalisation over all entries; zeros where all are equal or not finite (spec 5.1, 5.4).</summary>
    public static Tensor Normalize(Tensor scores)
    {
        Tensor values = scores.to_type(ScalarType.Float64);
        double min = values.min().ToDouble(), max = values.max().ToDouble();
        return max - min > 1e-300 && double.IsFinite(max - min) ? values.sub(min).div_(max - min) : torch.zeros_like(values);
    }

    /// <summary>The quantile over all entries with linear interpolation (spec 5.3); no limit on their number.</summary>
    public static double Quantile(Tensor scores, double fraction)
    {
        using var scope = torch.NewDisposeScope();
        Tensor values = scores.to_type(ScalarType.Float64).flatten();
        double h = fraction * (values.shape[0] - 1), low = Math.Floor(h);
        double Smallest(long k) => torch.kthvalue(values, k, 0).values.ToDouble();
        double below = Smallest((long)low + 1);
        return h > low ? below + (h - low) * (Smallest((long)low + 2) - below) : below;
    }
}
