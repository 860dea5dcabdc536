namespace Kif.Pipeline.Studies;

/// <summary>One table of a study: the same rows on the console and in files.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Columns">Headings; the first column is text, the others are numbers.</param>
/// <param name="Rows">Cells as text.</param>
/// <param name="Notes">What the columns mean, in lines of at most 80 characters.</param>
public sealed record StudyTable(string Question, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Notes);
