using Kif.Pipeline.Statistics;
using Kif.Reports.Charts;
using Kif.Reports.Subjects;

namespace Kif.Reports.Figures;

/// <summary>The chart of every strategy's difference to the baseline, over paired runs.</summary>
internal static class DifferenceFigure
{
    /// <summary>Creates the chart of one metric; null if nothing can be compared.</summary>
    public static Figure? Of(ReportSubject subject, string metric)
    {
        RunMetric what = RunMetrics.Get(metric);
        PairedDifference[] all = [.. subject.Statistics.Differences.Where(d => d.Metric == metric && !double.IsNaN(d.Difference.Mean))
            .OrderByDescending(d => what.HigherIsBetter ? d.Difference.Mean : -d.Difference.Mean)];
        if (all.Length == 0) return null;
        IntervalRow[] rows = [.. all.Select(d => new IntervalRow(d.Strategy, subject.StyleOf(d.Strategy), d.Difference.Mean, Seen(d).Low, Seen(d).High,
            double.IsNaN(d.AdjustedPValue) ? "not comparable" : $"p {(d.AdjustedPValue < 0.001 ? "" : "= ")}{ShownNumber.Probability(d.AdjustedPValue)}"))];
        ChartAxis axis = ChartAxis.Around($"{what.Title} against {subject.Statistics.Baseline}, points; {(what.HigherIsBetter ? "right" : "left")} is better", rows.SelectMany(r => new[] { r.Mean, r.Low, r.High, 0 }));
        var table = new DataTable($"{what.Title}: each strategy minus {subject.Statistics.Baseline}, over pairs of runs with the same order and seed",
            ["strategy", "pairs", "mean difference", "95 % interval (t)", "95 % interval (bootstrap)", "p", "p, Holm-adjusted", "effect size d_z", "pairs won"],
            [.. all.Select(d => new[] { d.Strategy, ShownNumber.Number(d.Pairs), ShownNumber.Signed(d.Difference.Mean), ShownNumber.Range(Seen(d), ShownNumber.Signed),
                double.IsNaN(d.PValue) ? ShownNumber.Nothing : ShownNumber.Range(d.Difference.Bootstrap, ShownNumber.Signed), ShownNumber.Probability(d.PValue), ShownNumber.Probability(d.AdjustedPValue), ShownNumber.Number(d.EffectSize, 2), $"{100 * d.Superiority:F0} %" })]);
        int sure = all.Count(d => d.AdjustedPValue < 0.05);
        string says = $"{all[0].Strategy} differs most to the better: {ShownNumber.Signed(all[0].Difference.Mean)} points. Adjusted p is below 0.05 for {ShownNumber.Count(sure, "strategy", "strategies")} of {all.Length}.";
        return new($"Difference in {what.Title} to {subject.Statistics.Baseline}", says, width => IntervalChart.Draw(rows, axis, width), table);
    }

    /// <summary>Returns the interval to show: undefined below three seeds, where it would claim more than the runs support.</summary>
    private static Interval Seen(PairedDifference d) => double.IsNaN(d.PValue) ? Interval.Undefined : d.Difference.Student;
}
