namespace Kif.Reports.Figures;

/// <summary>A table as shown to a reader; the first cell of a row is its name.</summary>
/// <param name="Caption">Its caption.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">The cells of each row, one per column.</param>
internal sealed record DataTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The number of text columns, from the left; the others are numbers.</summary>
    public int TextColumns { get; init; } = 1;
}
