using Kif.Pipeline.Statistics;
using Kif.Reports.Charts;
using Kif.Reports.Subjects;

namespace Kif.Reports.Figures;

/// <summary>The charts of AP against costs, with the Pareto front of the strategies.</summary>
internal static class CostFigures
{
    private static readonly string[] Costs = ["seconds", "peak-bytes", "state-bytes", "extra-passes"];

    /// <summary>Creates a chart per measured cost, by the cost's title.</summary>
    public static IReadOnlyList<(string Cost, Figure Figure)> Of(ReportSubject subject) =>
        [.. Costs.Select(RunMetrics.Get).Select(cost => (cost.Title, Figure: Of(subject, cost))).Where(f => f.Figure is not null).Select(f => (f.Title, f.Figure!))];

    /// <summary>Returns the Pareto front: the points for which no other one is at least as good on both axes and better on one.</summary>
    public static IReadOnlySet<string> Front(IReadOnlyList<(string Name, int Style, double Cost, double Quality)> points) =>
        points.Where(p => !points.Any(q => q.Cost <= p.Cost && q.Quality >= p.Quality && (q.Cost < p.Cost || q.Quality > p.Quality))).Select(p => p.Name).ToHashSet();

    private static Figure? Of(ReportSubject subject, RunMetric cost)
    {
        (string Name, int Style, double Cost, double Quality)[] points = [.. subject.Statistics.Strategies
            .Select(s => (s.Strategy, subject.StyleOf(s.Strategy), s.Metrics[cost.Name].Mean, s.Metrics["ap"].Mean)).Where(p => double.IsFinite(p.Item3) && double.IsFinite(p.Item4))];
        if (points.Length == 0) return null;
        IReadOnlySet<string> front = Front(points);
        double[] above = [.. points.Select(p => p.Cost).Where(c => c > 0)];
        bool logarithmic = above.Length > 0 && above.Max() > 100 * above.Min();
        ChartAxis around = ChartAxis.Around($"{cost.Title}, {Unit(cost)}", points.Select(p => p.Cost * Factor(cost)), fromZero: true);
        ChartAxis x = logarithmic ? around with { Min = 0, Max = Math.Pow(10, Math.Ceiling(Math.Log10(above.Max()))), Logarithmic = true, Title = around.Title + " (logarithmic)" } : around;
        double[] qualities = [.. points.Select(p => p.Quality)];
        ChartAxis y = ChartAxis.Around("AP, percent", [.. qualities, qualities.Max() + 0.05 * Math.Max(1, qualities.Max() - qualities.Min())]);
        (string Name, int Style, double X, double Y)[] drawn = [.. points.Select(p => (p.Name, p.Style, p.Cost * Factor(cost), p.Quality))];
        var table = new DataTable($"AP and {cost.Title}, means over runs", ["strategy", "AP", $"{cost.Title}, {Unit(cost)}", "on the front"],
            [.. points.OrderByDescending(p => p.Quality).Select(p => new[] { p.Name, ShownNumber.Score(p.Quality), ShownNumber.Number(p.Cost * Factor(cost)), front.Contains(p.Name) ? "yes" : "no" })]);
        return new($"AP against {cost.Title}", $"No other strategy is both cheaper and better than {string.Join(", ", front)}. Up and to the left is better.",
            width => ScatterChart.Draw(drawn, front, x, y, width, width < 500 ? 300 : 380), table);
    }

    private static string Unit(RunMetric cost) => cost.Name switch { "peak-bytes" => "GB", "extra-passes" => "percent of plain training", _ => cost.Unit };

    private static double Factor(RunMetric cost) => cost.Name == "peak-bytes" ? 1e-9 : 1;
}
