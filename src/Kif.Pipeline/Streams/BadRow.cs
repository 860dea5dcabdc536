namespace Kif.Pipeline.Streams;

/// <summary>A row of a task's file that is no example.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Row">The row, counted from 1: the list's entry, or the line of a JSON Lines file; 0 where the file as a whole is unreadable.</param>
/// <param name="Problem">What is wrong, the value seen and what is allowed.</param>
public sealed record BadRow(string File, int Row, string Problem)
{
    /// <summary>What is wrong, the value seen and what is allowed; texts of the file as <see cref="ShownText"/> shows them.</summary>
    public string Problem { get; init; } = ShownText.Of(Problem, 400);

    /// <summary>File, row and problem on one line.</summary>
    public override string ToString() => Row == 0 ? $"{File}: {Problem}" : $"{File}, row {Row}: {Problem}";
}
