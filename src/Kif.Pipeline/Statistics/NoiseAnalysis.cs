using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Statistics;

/// <summary>Splits the noise of a strategy's AP by the method that <see cref="NoiseSplit"/> describes.</summary>
internal static class NoiseAnalysis
{
    public static NoiseSplit Of(string strategy, IReadOnlyList<StrategyRun> runs, ITaskMetric metric)
    {
        IReadOnlyList<ExampleScores?> scores = [.. runs.Select(r => ExampleScores.Of(r, metric))];
        double test = scores.All(s => s is not null) ? Moments.Mean([.. scores.Select(s => s!.VarianceOfMean)]) : double.NaN;
        var orders = runs.Zip(scores, (Run, Scores) => (Run, Scores, Performance: ContinualMetrics.AveragePerformance(Run.Matrix))).GroupBy(r => r.Run.Order)
            .Select(g => (Values: g.Select(r => r.Performance).ToArray(), Scores: g.Select(r => r.Scores).ToArray())).ToArray();
        double freedom = orders.Sum(o => o.Values.Length - 1);
        double between = Pooled(o => Moments.Variance(o.Values));
        double shared = double.IsNaN(test) ? 0 : Pooled(o => ExampleScores.Interaction(o.Scores!));
        double seeds = Math.Max(0, between - shared), order = OrderVariance([.. orders.Select(o => o.Values)], between);
        return new(strategy, Math.Sqrt(new[] { test, seeds, order }.Where(v => !double.IsNaN(v)).Sum()), Math.Sqrt(seeds), Math.Sqrt(order), Math.Sqrt(test));

        double Pooled(Func<(double[] Values, ExampleScores?[] Scores), double> variance) =>
            freedom == 0 ? double.NaN : orders.Where(o => o.Values.Length > 1).Sum(o => (o.Values.Length - 1) * variance(o)) / freedom;
    }

    /// <summary>Returns the variance component between orders: (mean square between − within)/n₀, at least 0.</summary>
    private static double OrderVariance(double[][] orders, double within)
    {
        if (orders.Length < 2 || double.IsNaN(within)) return double.NaN;
        double count = orders.Sum(o => o.Length), mean = orders.Sum(o => o.Sum()) / count;
        double square = orders.Sum(o => o.Length * Math.Pow(Moments.Mean(o) - mean, 2)) / (orders.Length - 1);
        double size = (count - orders.Sum(o => (double)o.Length * o.Length) / count) / (orders.Length - 1);
        return Math.Max(0, (square - within) / size);
    }
}
