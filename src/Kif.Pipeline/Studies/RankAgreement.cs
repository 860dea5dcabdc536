using System.Globalization;

namespace Kif;

/// <summary>
/// How far the streams of a study rank its arms alike: Spearman's correlation of the arms' average performance, over means of orders, with the interval of a
/// bootstrap that draws whole orders, the same for all streams.
/// </summary>
internal static class RankAgreement
{
    private const int Draws = 2000;
    private const double Confidence = 0.95;

    /// <summary>Makes a table of the ranks and one of their agreement.</summary>
    public static IReadOnlyList<StudyTable> Tables(StudyContext study)
    {
        string[] streams = [.. study.Results.Select(r => r.Stream.Name)], arms = [.. study.Study.Arms.Select(a => a.Name)];
        double[][][] scores = [.. study.Results.Select(r => Scores(r.Result, arms))];
        int orders = scores.Select(s => s[0].Length).Min();
        return [Ranks(streams, arms, scores), Agreement(streams, scores, orders)];
    }

    /// <summary>Returns the mean of the correlations of all pairs of streams, and its interval; NaN bounds below three orders.</summary>
    /// <param name="scores">By stream, arm and order.</param>
    internal static (double Mean, double Low, double High) OverPairs(double[][][] scores)
    {
        int orders = scores.Select(s => s.Select(arm => arm.Length).Min()).Min();
        int[] all = [.. Enumerable.Range(0, orders)];
        double mean = MeanOfPairs(scores, all);
        if (orders < 3) return (mean, double.NaN, double.NaN);
        (double low, double high) = Interval(orders, drawn => MeanOfPairs(scores, drawn));
        return (mean, low, high);
    }

    /// <summary>Returns each arm's average performance by order.</summary>
    private static double[][] Scores(ComparisonResult result, IReadOnlyList<string> arms) =>
    [
        .. arms.Select(arm => result.Runs.Where(r => r.Strategy == arm).GroupBy(r => r.Order).OrderBy(o => o.Key, StringComparer.Ordinal)
            .Select(o => o.Average(RunMetrics.Get("ap").Of)).ToArray()),
    ];

    private static StudyTable Ranks(string[] streams, string[] arms, double[][][] scores) => new(
        "How does each model rank the strategies?", ["strategy", .. streams],
        [.. arms.Select((arm, i) => (string[])[arm, .. scores.Select(s => $"{s[i].Average().ToString("F1", CultureInfo.InvariantCulture)} ({Place(s, i)})")])],
        ["Average performance in percent, the mean over orders, and the place among the", "strategies in brackets."]);

    private static int Place(double[][] scores, int arm) => 1 + scores.Count(s => s.Average() > scores[arm].Average());

    private static StudyTable Agreement(string[] streams, double[][][] scores, int orders)
    {
        int[] all = [.. Enumerable.Range(0, orders)];
        (double mean, double low, double high) = OverPairs(scores);
        string bounds = double.IsNaN(low) ? "fewer than three orders have no interval"
            : string.Create(CultureInfo.InvariantCulture, $"95 % interval {low:F2} to {high:F2}");
        return new("Does the ranking carry over?", ["rank correlation", .. streams],
            [.. streams.Select((a, i) => (string[])[a, .. streams.Select((_, j) => Number(Correlation(scores[i], scores[j], all)))])],
            [
                string.Create(CultureInfo.InvariantCulture, $"Spearman's, of the strategies' means over {orders} orders; its mean over all pairs of models is"),
                $"{(double.IsNaN(mean) ? "not defined: all ranks are equal" : Number(mean))} ({bounds}; {Draws} draws of whole orders).",
            ]);
    }

    private static string Number(double v) => double.IsNaN(v) ? "–" : v.ToString("F2", CultureInfo.InvariantCulture);

    private static double MeanOfPairs(double[][][] scores, int[] orders)
    {
        double[] pairs = [.. from i in Enumerable.Range(0, scores.Length) from j in Enumerable.Range(0, i) select Correlation(scores[i], scores[j], orders)];
        return pairs.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
    }

    private static double Correlation(double[][] one, double[][] other, int[] orders)
    {
        double[] Means(double[][] scores) => [.. scores.Select(arm => orders.Average(o => arm[o]))];
        return RankCorrelation.Of(Means(one), Means(other));
    }

    private static (double Low, double High) Interval(int orders, Func<int[], double> statistic)
    {
        RandomStream random = new RandomStream(1).Derive("rank-agreement");
        double[] values =
        [
            .. Enumerable.Range(0, Draws).Select(_ => statistic([.. Enumerable.Range(0, orders).Select(_ => random.Next(orders))]))
                .Where(double.IsFinite).Order(),
        ];
        double Quantile(double share) => values.Length == 0 ? double.NaN : values[(int)Math.Round(share * (values.Length - 1))];
        return (Quantile((1 - Confidence) / 2), Quantile((1 + Confidence) / 2));
    }
}
