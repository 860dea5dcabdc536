using System.Text;

namespace Kif.Pipeline.Results;

/// <summary>A table of a report, before it is Markdown.</summary>
/// <param name="Columns">Column headings.</param>
/// <param name="Rows">Rows of cells.</param>
internal sealed record ResultTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public void AppendTo(StringBuilder text)
    {
        Line(text, Columns);
        text.Append('|').Insert(text.Length, "---|", Columns.Count).Append('\n');
        foreach (IReadOnlyList<string> row in Rows) Line(text, row);
    }

    private static void Line(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells.Select(c => c.Replace("|", "\\|"))).Append(" |\n");
}
