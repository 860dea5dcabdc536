using System.Globalization;
using System.Text;

namespace Kif;

/// <summary>Renders a study as tables and as Markdown.</summary>
internal static class StudyReport
{
    /// <summary>Returns one table per experiment, at most 80 characters wide.</summary>
    public static IReadOnlyList<StudyTable> Tables(StudyResult result) =>
        [Preservation(result), Identification(result), .. result.Fusion.GroupBy(f => f.Tasks).Select(Fusion)];

    /// <summary>Renders all tables as Markdown.</summary>
    public static string Markdown(StudyResult result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# kif study --size {result.Size.ToString().ToLowerInvariant()} --seed {string.Join(',', result.Seeds)}\n");
        foreach (StudyTable table in Tables(result)) table.AppendTo(text);
        return text.ToString();
    }

    private static StudyTable Preservation(StudyResult result) =>
        new("Does decomposing an adapter change it?", ["decomposer", "units", "elements", "trained", "differing"],
        [.. result.Preservation.GroupBy(p => p.Decomposer).Select(p => new[]
        {
            p.Key, Count(p.First().Units), Count(p.First().Elements), Count(p.Min(f => f.Moved)), Count(p.Max(f => f.Differing)),
        })],
        ["Two tasks with units beside the same two without: elements that training moved,",
            "and elements whose bits differ between both runs (largest over seeds)."]);

    private static StudyTable Identification(StudyResult result) => new("Does identification find what matters?", ["estimator", "rank units", "matrix units"],
        [.. result.Identification.Select(e => new[] { e.Estimator, Share(e.OverRank), Share(e.OverMatrix) })],
        [
            "Planted task: which units can lower the loss is known. Share of pairs of such a",
            "unit and another in which it scores higher (AUC; 1 perfect, 0.5 chance); ± sd.",
        ]);

    private static StudyTable Fusion(IGrouping<string, FuserResult> findings) =>
        new($"Does fusion keep both tasks? ({findings.Key})", ["fuser", "first task", "second task", "mean"],
        [.. findings.Select(f => new[] { f.Fuser, Percent(f.OfFirst), Percent(f.OfSecond), Percent(f.OfBoth) })],
        ["Exact match in percent after the second task; the same two sets of weights and", "scores of rank units for every fuser; ± sd."]);

    private static string Count(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Share(SampleSummary m) => Cell(m, "F3");

    private static string Percent(SampleSummary m) => Cell(m, "F1");

    private static string Cell(SampleSummary m, string format)
    {
        string Number(double v) => v.ToString(format, CultureInfo.InvariantCulture);
        if (double.IsNaN(m.Mean)) return "–";
        return double.IsNaN(m.StandardDeviation) ? Number(m.Mean) : $"{Number(m.Mean)} ± {Number(m.StandardDeviation)}";
    }
}

/// <summary>A table of a study, the same on the console and in files.</summary>
/// <param name="Question">The question of the experiment.</param>
/// <param name="Columns">The headings; the first column is text, the others are numbers.</param>
/// <param name="Rows">The cells as text.</param>
/// <param name="Notes">The explanation of the columns, in lines of at most 80 characters.</param>
internal sealed record StudyTable(string Question, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Notes)
{
    /// <summary>Appends the table to a Markdown text, under a heading of its own.</summary>
    public void AppendTo(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {Question}\n\n");
        Append(text, Columns, Rows);
        text.Append('\n').AppendJoin('\n', Notes).Append('\n');
    }

    /// <summary>Appends cells as a Markdown table; the first column is text, the others are numbers.</summary>
    public static void Append(StringBuilder text, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", columns)} |\n|---|{string.Concat(columns.Skip(1).Select(_ => "---:|"))}\n");
        foreach (IReadOnlyList<string> row in rows) text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n");
    }
}
