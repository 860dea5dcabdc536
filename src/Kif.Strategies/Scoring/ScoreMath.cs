namespace Kif.Strategies;

/// <summary>Normalization, thresholds and accumulation of unit scores (spec 5), in float64.</summary>
public static class ScoreMath
{
    /// <summary>Normalizes by min-max over all units; zeros if all scores are equal or not finite (spec 5.1, 5.4).</summary>
    public static double[] Normalize(ReadOnlySpan<double> scores)
    {
        double min = double.PositiveInfinity, max = double.NegativeInfinity;
        foreach (double v in scores) (min, max) = (Math.Min(min, v), Math.Max(max, v));
        double[] result = new double[scores.Length];
        if (!(max - min > 1e-300) || !double.IsFinite(max - min)) return result;
        for (int i = 0; i < result.Length; i++) result[i] = (scores[i] - min) / (max - min);
        return result;
    }

    /// <summary>Computes the percentile with linear interpolation at index fraction·(n−1) of the sorted scores (spec 5.3).</summary>
    public static double Percentile(ReadOnlySpan<double> scores, double fraction)
    {
        double[] sorted = scores.ToArray();
        Array.Sort(sorted);
        double h = fraction * (sorted.Length - 1);
        int low = (int)Math.Floor(h), high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + (h - low) * (sorted[high] - sorted[low]);
    }

    /// <summary>Computes C ← Norm((1−keep)·p + keep·q) of normalized current scores p and normalized accumulated scores q (spec 5.2).</summary>
    public static double[] Accumulate(ReadOnlySpan<double> current, ReadOnlySpan<double> accumulated, double keep)
    {
        double[] mixed = new double[current.Length];
        for (int i = 0; i < mixed.Length; i++) mixed[i] = (1 - keep) * current[i] + keep * accumulated[i];
        return Normalize(mixed);
    }
}
