namespace Kif.Reports;

/// <summary>A chart with its message in words and in numbers.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Says">Its message in a sentence, also for screen readers.</param>
/// <param name="Draw">Draws it at a width.</param>
/// <param name="Table">Its numbers; null if a table of several charts has them.</param>
internal sealed record Figure(string Title, string Says, Func<double, Scene> Draw, DataTable? Table);

/// <summary>A table as shown to a reader; the first cell of a row is its name.</summary>
/// <param name="Caption">Its caption.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">The cells of each row, one per column.</param>
internal sealed record DataTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The number of text columns, from the left; the others are numbers.</summary>
    public int TextColumns { get; init; } = 1;
}
