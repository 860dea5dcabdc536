namespace Kif;

/// <summary>Spearman's rank correlation.</summary>
internal static class RankCorrelation
{
    /// <summary>Returns the correlation of two lists' ranks; equal values share the mean of their ranks. NaN where one list is all equal.</summary>
    public static double Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        double[] x = Ranks(a), y = Ranks(b);
        double mean = (a.Count - 1) / 2.0;
        double Sum(Func<int, double> term) => Enumerable.Range(0, a.Count).Sum(term);
        double both = Sum(i => (x[i] - mean) * (y[i] - mean)), own = Sum(i => (x[i] - mean) * (x[i] - mean)), other = Sum(i => (y[i] - mean) * (y[i] - mean));
        return own == 0 || other == 0 ? double.NaN : both / Math.Sqrt(own * other);
    }

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
        double[] ranks = new double[order.Length];
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && values[order[to]] == values[order[from]];) to++;
            for (int i = from; i < to; i++) ranks[order[i]] = (from + to - 1) / 2.0;
        }
        return ranks;
    }
}
