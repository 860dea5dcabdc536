using System.Globalization;
using System.Text;
using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Results;

/// <summary>The outcome of a comparison as Markdown: the table, then each run's performance matrix.</summary>
public static class MarkdownReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="result">The runs.</param>
    /// <param name="command">The command that made them, shown above the table; null for none.</param>
    public static string Write(ComparisonResult result, string? command = null)
    {
        var text = new StringBuilder();
        if (command is not null) text.Append("```\n").Append(command).Append("\n```\n\n");
        text.Append("| strategy | AP | BWT | forgetting | FWT | FWT − untrained | training s | trained | kept between tasks | extra passes |\n|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (StrategySummary s in StrategySummary.Of(result))
            text.Append(CultureInfo.InvariantCulture, $"| {s.Strategy} | {Cell(s.AveragePerformance)} | {Cell(s.BackwardTransfer)} | {Cell(s.Forgetting)} | {Cell(s.ForwardTransfer)} | ")
                .Append(CultureInfo.InvariantCulture, $"{Cell(s.ForwardTransferOverUntrained)} | {s.Seconds.Mean:F0} | {s.TrainedParameters:N0} | {s.StateBytes:N0} B | {s.ExtraPasses:P0} |\n");
        foreach (StrategyRun run in result.Runs) Matrix(text, run);
        return text.ToString();
    }

    private static void Matrix(StringBuilder text, StrategyRun run)
    {
        PerformanceMatrix a = run.Matrix;
        text.Append(CultureInfo.InvariantCulture, $"\n**{run.Strategy}**, seed {run.Seed}\n\n| after | {string.Join(" | ", a.Tasks)} |\n|---|{string.Concat(a.Tasks.Select(_ => "---|"))}\n");
        text.Append("| untrained | ").AppendJoin(" | ", a.Tasks.Select((_, i) => Number(a.Untrained(i)))).Append(" |\n");
        for (int l = 0; l < a.Tasks.Count; l++)
            if (a.Tasks.Select((_, i) => a[l, i]).Any(v => !double.IsNaN(v)))
                text.Append(CultureInfo.InvariantCulture, $"| {a.Tasks[l]} | ").AppendJoin(" | ", a.Tasks.Select((_, i) => Number(a[l, i]))).Append(" |\n");
    }

    private static string Cell(MetricSummary m) => double.IsNaN(m.Mean) ? "–" : double.IsNaN(m.Deviation) ? Number(m.Mean) : $"{Number(m.Mean)} ± {Number(m.Deviation)}";

    private static string Number(double v) => double.IsNaN(v) ? "–" : v.ToString("F1", CultureInfo.InvariantCulture);
}
