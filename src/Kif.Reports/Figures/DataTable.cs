namespace Kif.Reports.Figures;

/// <summary>A table as a reader sees it; the first cell of a row names it.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">The cells, as many as there are columns.</param>
internal sealed record DataTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Number of columns with text, from the left; the rest are numbers.</summary>
    public int TextColumns { get; init; } = 1;
}
