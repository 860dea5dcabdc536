using System.Globalization;
using Spectre.Console;

namespace Kif.Cli;

/// <summary>A comparison's result as a table of at most 80 columns.</summary>
internal static class SummaryTable
{
    public static void Write(IAnsiConsole console, ComparisonResult result)
    {
        ComparisonStatistics statistics = result.Statistics;
        IReadOnlyList<StrategyStatistics> rows = statistics.Strategies;
        bool several = rows.Any(r => r.Runs > 1);
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("strategy");
        foreach (string column in new[] { "AP", "BWT", "forgets", "time", "trained", "kept", "extra" }) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (TableColumn column in table.Columns) column.NoWrap().PadLeft(0).PadRight(1);
        foreach (StrategyStatistics r in rows)
            table.AddRow(r.Strategy, Cell(r.Metrics["ap"]), Cell(r.Metrics["bwt"]), Cell(r.Metrics["forgetting"]), Time(r.Metrics["seconds"].Mean),
                Count((long)r.Metrics["trained-parameters"].Mean), Bytes((long)r.Metrics["state-bytes"].Mean), $"{r.Metrics["extra-passes"].Mean:F0} %");
        console.Write(table);
        console.WriteLine("AP: mean score after the last task, percent. BWT: change of earlier tasks since");
        console.WriteLine("they were learned. Forgets: loss since their best. Time: training of all tasks.");
        console.WriteLine("Kept: bytes for later tasks beside the trained weights (replay: examples).");
        console.WriteLine("Extra: forward and backward passes beyond plain training." + (several ? " ±: sd over runs." : ""));
        if (rows.Count < 2) return;
        console.WriteLine();
        if (statistics.WhyNotComparable is { } why) console.WriteLine($"Nothing is ranked: {why}.");
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

/// <summary>A performance matrix, in blocks of as many tasks as fit into the terminal's width.</summary>
internal static class MatrixTable
{
    private const int Column = 8;

    public static void Write(IAnsiConsole console, StrategyRun run, bool several)
    {
        PerformanceMatrix a = run.Matrix;
        int label = Math.Clamp(a.Tasks.Max(t => t.Length) + 2, 11, 20);
        int block = Math.Max(1, (Math.Min(console.Profile.Width, 120) - label) / Column);
        console.WriteLine();
        console.MarkupLineInterpolated(
            $"[bold]{run.Strategy}[/]{(several ? $", {run.Order}, seed {run.Seed}" : "")}: score of each task (column) after learning each task (row)");
        foreach (int[] columns in Enumerable.Range(0, a.Tasks.Count).Chunk(block))
        {
            console.WriteLine(new string(' ', label) + string.Concat(columns.Select(i => Short(a.Tasks[i], Column - 1).PadLeft(Column))));
            console.WriteLine(Line("untrained", label, columns.Select(a.Untrained)));
            for (int l = 0; l < a.Tasks.Count; l++)
                if (columns.Any(i => !double.IsNaN(a[l, i]))) console.WriteLine(Line(a.Tasks[l], label, columns.Select(i => a[l, i])));
        }
    }

    private static string Line(string name, int label, IEnumerable<double> scores) =>
        Short(name, label - 1).PadRight(label) + string.Concat(scores.Select(v => SummaryTable.Number(v).PadLeft(Column)));

    private static string Short(string name, int most) => name.Length <= most ? name : name[..(most - 1)] + "…";
}
