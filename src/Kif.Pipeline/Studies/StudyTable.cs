namespace Kif.Pipeline.Studies;

/// <summary>A table of a study, the same on the console and in files.</summary>
/// <param name="Question">The question of the experiment.</param>
/// <param name="Columns">The headings; the first column is text, the others are numbers.</param>
/// <param name="Rows">The cells as text.</param>
/// <param name="Notes">The explanation of the columns, in lines of at most 80 characters.</param>
public sealed record StudyTable(string Question, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Notes);
