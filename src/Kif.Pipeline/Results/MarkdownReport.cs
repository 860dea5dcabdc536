using System.Globalization;
using System.Text;

namespace Kif;

/// <summary>
/// The outcome of a comparison as Markdown: strategies with their intervals, a sentence on each against the baseline, differences, costs, noise, definitions,
/// and each run's performance matrix.
/// </summary>
internal static class MarkdownReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="result">The runs.</param>
    /// <param name="command">The command that made them, shown above the tables; null for none.</param>
    /// <param name="warnings">What a user was told before training; null for nothing.</param>
    /// <exception cref="CompositionException">The baseline is not one of the strategies.</exception>
    public static string Write(ComparisonResult result, string? command = null, IReadOnlyList<string>? warnings = null)
    {
        ComparisonStatistics statistics = result.Statistics;
        var text = new StringBuilder();
        if (command is not null) text.Append(MarkdownText.Code(command)).Append('\n');
        if (statistics.WhyNotComparable is { } why)
            text.Append(CultureInfo.InvariantCulture,
                $"**{MarkdownText.Of(why)}.** Strategies stand in the order in which they were named; nothing is ranked.\n\n");
        ResultTables.Performance(statistics).AppendTo(text);
        text.Append("\n±: standard deviation over runs (a run is one order and one seed). Intervals are those of the mean.\n");
        string[] told = [.. warnings ?? [], .. ResultWarnings.Of(result)];
        if (told.Length > 0) Section(text, "Warnings", told);
        Section(text, "What can be said", [.. ResultTables.Ordered(statistics).Select(s => statistics.Sentence(s.Strategy))]);
        Section(text, "Further metrics", ResultTables.Other(statistics));
        if (AbsentMetrics.Sentence(result) is { } absent) text.Append('\n').Append(MarkdownText.Of(absent)).Append(".\n");
        if (statistics.Differences.Count > 0)
        {
            Section(text, $"Differences to {MarkdownText.Of(statistics.Baseline!)}", ResultTables.Differences(statistics));
            text.Append("\np: two-sided sign-flip test over pairs of runs with the same order and seed, ")
                .Append("then adjusted for all strategies and both metrics (Holm); none below ")
                .Append(CultureInfo.InvariantCulture,
                    $"{StatisticsOptions.MinSeeds} seeds. d_z: mean over standard deviation of the differences. Better in: share of pairs, ties half.\n");
            if (statistics.Differences.Any(d => d.Orders.Orders > 1))
            {
                Section(text, "The same by order of tasks", ResultTables.ByOrder(statistics));
                text.Append("\nRuns of one order are not independent, so orders are counted here, not runs. ")
                    .Append("Interval and p: cluster-robust (CR2), the mean over runs; ")
                    .Append("sign flips: of whole orders, with the smallest p that so many can give; mixed model: orders as random effects (REML). ")
                    .Append(OrderPower.Note(statistics)).Append('\n');
            }
        }
        Section(text, "Cost", ResultTables.Cost(statistics));
        Section(text, "Where the noise comes from", ResultTables.Noise(statistics));
        text.Append("\nStandard deviations of one run's AP in points: its seed, the order of its tasks, and its finite test set, ")
            .Append("which all runs share and more seeds do not reduce.\n");
        if (result.Failures.Count > 0) Section(text, "Runs that failed", ResultTables.Failures(result));
        Section(text, "Definitions",
            [.. RunMetrics.All.Select(m => $"{m.Title} ({m.Unit}, {(m.HigherIsBetter ? "higher" : "lower")} is better): {m.Definition}"
                + (m.Elsewhere is { } elsewhere ? $" Elsewhere: {elsewhere}" : ""))]);
        text.Append("\n## Performance matrices\n");
        foreach (StrategyRun run in result.Runs)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n**{MarkdownText.Of(run.Strategy)}**, {MarkdownText.Of(run.Order)}, seed {run.Seed}\n\n");
            ResultTables.Matrix(run.Matrix).AppendTo(text);
        }
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, ResultTable table)
    {
        text.Append("\n## ").Append(title).Append("\n\n");
        table.AppendTo(text);
    }

    private static void Section(StringBuilder text, string title, IEnumerable<string> lines) =>
        text.Append("\n## ").Append(title).Append("\n\n- ").AppendJoin("\n- ", lines.Select(MarkdownText.Of)).Append('\n');
}
