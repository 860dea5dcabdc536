namespace Kif.Pipeline.Statistics;

/// <summary>Holm's adjustment of p-values for multiple comparisons (1979).</summary>
internal static class HolmAdjustment
{
    /// <summary>Returns adjusted values in the same order, each at least the raw one and at most 1. NaN stays NaN and is not counted as a comparison.</summary>
    public static double[] Of(IReadOnlyList<double> raw)
    {
        double[] adjusted = [.. raw];
        int[] asked = [.. Enumerable.Range(0, raw.Count).Where(i => !double.IsNaN(raw[i])).OrderBy(i => raw[i])];
        double most = 0;
        for (int rank = 0; rank < asked.Length; rank++) adjusted[asked[rank]] = most = Math.Min(1, Math.Max(most, (asked.Length - rank) * raw[asked[rank]]));
        return adjusted;
    }
}
