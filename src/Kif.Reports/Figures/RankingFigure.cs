using Kif.Pipeline.Statistics;
using Kif.Reports.Charts;
using Kif.Reports.Subjects;

namespace Kif.Reports.Figures;

/// <summary>The chart of every strategy's average performance, ranked with intervals if the statistics allow it.</summary>
internal static class RankingFigure
{
    public static Figure Of(ReportSubject subject)
    {
        ComparisonStatistics statistics = subject.Statistics;
        IReadOnlyList<StrategyStatistics> rows = [.. statistics.Ranking, .. statistics.Strategies.Except(statistics.Ranking)];
        IntervalRow[] spans = [.. rows.Select(s => (s.Strategy, Ap: s.Metrics["ap"], s.Comparable)).Select(s => new IntervalRow(
            s.Strategy, subject.StyleOf(s.Strategy), s.Ap.Mean, s.Comparable ? s.Ap.Student.Low : double.NaN, s.Comparable ? s.Ap.Student.High : double.NaN, ShownNumber.Score(s.Ap.Mean)))];
        ChartAxis axis = ChartAxis.Percent("AP, percent", spans.SelectMany(s => new[] { s.Mean, s.Low, s.High }));
        string says = statistics.Ranking.Count > 0 ? $"Best is {statistics.Ranking[0].Strategy} with a mean AP of {ShownNumber.Score(statistics.Ranking[0].Metrics["ap"].Mean)}."
            : $"The strategies are not ranked: {statistics.WhyNotComparable}.";
        return new("Average performance after the last task", says, width => IntervalChart.Draw(spans, axis, width), null);
    }
}
