namespace Kif.Pipeline.Streams;

/// <summary>The error of a data folder without tasks, or with rows that are not examples.</summary>
public sealed class TaskFolderException : Exception
{
    private const int Shown = 20;

    internal TaskFolderException(string message) : base(message) { }

    internal TaskFolderException(IReadOnlyList<BadRow> rows) : base(Describe(rows)) => BadRows = rows;

    /// <summary>All bad rows, in the order of tasks, files and rows; empty for other errors. The message shows the first 20.</summary>
    public IReadOnlyList<BadRow> BadRows { get; } = [];

    private static string Describe(IReadOnlyList<BadRow> rows) =>
        $"{rows.Count} {(rows.Count == 1 ? "row is no example" : "rows are no examples")}:\n  {string.Join("\n  ", rows.Take(Shown))}"
        + (rows.Count > Shown ? $"\n  and {rows.Count - Shown} more" : "");
}
