using System.Globalization;
using Spectre.Console;

namespace Kif.Cli;

/// <summary>A comparison's result as a table of at most 80 columns.</summary>
internal static class SummaryTable
{
    public static void Write(IAnsiConsole console, ComparisonResult result)
    {
        IReadOnlyList<StrategyStatistics> rows = result.Statistics.Strategies;
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("strategy");
        foreach (string column in new[] { "AP", "BWT", "forgets", "time", "trained", "kept", "extra" }) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (TableColumn column in table.Columns) column.NoWrap().PadLeft(0).PadRight(1);
        foreach (StrategyStatistics r in rows)
            table.AddRow(r.Strategy, Cell(r.Metrics["ap"]), Cell(r.Metrics["bwt"]), Cell(r.Metrics["forgetting"]), Time(r.Metrics["seconds"].Mean),
                Count((long)r.Metrics["trained-parameters"].Mean), Bytes((long)r.Metrics["state-bytes"].Mean), $"{r.Metrics["extra-passes"].Mean:F0} %");
        console.Write(table);
    }

    /// <summary>Prints what the columns mean and what may be said of the strategies.</summary>
    public static void Explain(IAnsiConsole console, ComparisonResult result)
    {
        ComparisonStatistics statistics = result.Statistics;
        bool several = statistics.Strategies.Any(r => r.Runs > 1);
        console.WriteLine("AP: mean score after the last task, percent. BWT: change of earlier tasks since");
        console.WriteLine("they were learned. Forgets: loss since their best. Time: training of all tasks.");
        console.WriteLine("Kept: bytes for later tasks beside the trained weights (replay: examples).");
        console.WriteLine("Extra: forward and backward passes beyond plain training." + (several ? " ±: sd over runs." : ""));
        if (statistics.Strategies.Count < 2) return;
        console.WriteLine();
        if (statistics.WhyNotComparable is { } why)
            console.WriteLine($"Nothing is ranked: {why[(why.IndexOf(": ", StringComparison.Ordinal) + 1)..].TrimStart()}.");
        else foreach (StrategyStatistics r in statistics.Ranking.Where(r => r.Strategy != statistics.Baseline))
            console.WriteLine("- " + statistics.Sentence(r.Strategy));
    }

    internal static string Number(double v) => double.IsNaN(v) ? "-" : v.ToString("F1", CultureInfo.InvariantCulture);

    private static string Cell(SampleSummary m) =>
        double.IsNaN(m.StandardDeviation) || double.IsNaN(m.Mean) ? Number(m.Mean) : $"{Number(m.Mean)} ±{Deviation(m.StandardDeviation)}";

    private static string Deviation(double v) => v < 9.95 ? Number(v) : v.ToString("F0", CultureInfo.InvariantCulture);

    private static string Count(long parameters) => parameters switch
    {
        < 1_000_000 => parameters.ToString("N0", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e6:F1} M"),
    };

    private static string Time(double seconds) => seconds < 100 ? $"{seconds:F0} s" : $"{(int)seconds / 60}:{(int)seconds % 60:00}";

    private static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes} B",
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F0} MB"),
    };
}
