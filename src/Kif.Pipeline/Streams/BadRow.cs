namespace Kif.Pipeline.Streams;

/// <summary>A row of a task's file that is not an example.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Row">The row, counted from 1: the list's item, or the line of a JSON Lines file; 0 if the whole file is unreadable.</param>
/// <param name="Problem">The fault, the value and the allowed values.</param>
public sealed record BadRow(string File, int Row, string Problem)
{
    /// <summary>The fault, the value and the allowed values; texts of the file are shortened by <see cref="ShownText"/>.</summary>
    public string Problem { get; init; } = ShownText.Of(Problem, 400);

    /// <summary>Returns file, row and problem on one line.</summary>
    public override string ToString() => Row == 0 ? $"{File}: {Problem}" : $"{File}, row {Row}: {Problem}";
}
