using Kif.Pipeline.Comparison;
using Spectre.Console;

namespace Kif.Cli.Rendering;

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
        console.MarkupLineInterpolated($"[bold]{run.Strategy}[/]{(several ? $", {run.Order}, seed {run.Seed}" : "")}: score of each task (column) after learning each task (row)");
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
