using System.Globalization;

namespace Kif;

/// <summary>A row of a task's file that is not an example.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Row">The row, counted from 1: the list's item, or the line of a JSON Lines file; 0 if the whole file is unreadable.</param>
/// <param name="Problem">The fault, the value and the allowed values.</param>
internal sealed record BadRow(string File, int Row, string Problem)
{
    private const int Shown = 20, RowsShown = 5;

    private readonly string? kind;

    /// <summary>The fault, the value and the allowed values; texts of the file are shortened by <see cref="DisplayText"/>.</summary>
    public string Problem { get; init; } = DisplayText.Of(Problem, 400);

    /// <summary>The line on which the row begins, counted from 1; 0 if unknown, or if the file is a single line.</summary>
    public int Line { get; init; }

    /// <summary>The byte in the line at which it can't be read, counted from 1; 0 if unknown.</summary>
    public int Byte { get; init; }

    /// <summary>The fault without the row's own values. Default: the problem.</summary>
    public string Kind
    {
        get => kind ?? Problem;
        init => kind = value;
    }

    private string Place => Lines + (Byte > 0 ? string.Create(CultureInfo.InvariantCulture, $", byte {Byte}") : "");

    private string Lines => (Row, Line) switch
    {
        (0, 0) => "",
        (0, _) => string.Create(CultureInfo.InvariantCulture, $", line {Line}"),
        (_, 0) => string.Create(CultureInfo.InvariantCulture, $", row {Row}"),
        _ when Row == Line => string.Create(CultureInfo.InvariantCulture, $", line {Line}"),
        _ => string.Create(CultureInfo.InvariantCulture, $", row {Row} (line {Line})"),
    };

    /// <summary>Returns the message of bad rows: one for each kind, with the first rows and the number of the others; at most 20.</summary>
    public static string Describe(IReadOnlyList<BadRow> rows)
    {
        string[] kinds = [.. rows.GroupBy(r => r.Kind).Select(k => Together([.. k]))];
        int single = rows.Count(r => r.Row > 0), files = rows.Where(r => r.Row == 0).Select(r => r.File).Distinct().Count();
        string what = string.Join(" and ", new[]
        {
            single == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{single} {(single == 1 ? "row is no example" : "rows are no examples")}"),
            files == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{files} {(files == 1 ? "file" : "files")} can't be read"),
        }.Where(part => part.Length > 0));
        return $"{what}:\n  {string.Join("\n  ", kinds.Take(Shown))}"
            + (kinds.Length > Shown ? string.Create(CultureInfo.InvariantCulture, $"\n  and {kinds.Length - Shown} more kinds") : "");
    }

    /// <summary>Returns file, place and problem on one line.</summary>
    public override string ToString() => $"{File}{Place}: {Problem}";

    /// <summary>Describes rows of one kind: the first one, the next ones of its file, and the number in other files.</summary>
    private static string Together(BadRow[] rows)
    {
        BadRow first = rows[0];
        BadRow[] same = [.. rows.Skip(1).Where(r => r.File == first.File)];
        var others = rows.Where(r => r.File != first.File).GroupBy(r => r.File).ToArray();
        string text = first.ToString();
        if (same.Length > 0)
        {
            string next = string.Join(", ", same.Take(RowsShown - 1).Select(r => r.Place[2..]));
            text += $" (also {next}" + (same.Length > RowsShown - 1
                ? string.Create(CultureInfo.InvariantCulture, $" and {same.Length - RowsShown + 1} more") : "") + ")";
        }
        if (others.Length > 0)
            text += string.Create(CultureInfo.InvariantCulture, $"; {others.Sum(o => o.Count())} more in {Files(others.Length)}, first {others[0].Key}")
                + others[0].First().Place;
        return text;
    }

    private static string Files(int count) => count == 1 ? "another file" : string.Create(CultureInfo.InvariantCulture, $"{count} other files");
}
