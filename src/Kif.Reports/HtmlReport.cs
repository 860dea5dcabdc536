using Kif.Pipeline.Output;
using Kif.Reports.Pages;
using Kif.Reports.Subjects;

namespace Kif.Reports;

/// <summary>The report of comparisons as one self-contained HTML file, which needs no network and has a light and a dark theme.</summary>
public static class HtmlReport
{
    /// <summary>Writes the file. Comparisons over the same tasks are put side by side, with their differences; others have a part each.</summary>
    /// <param name="comparisons">One or more comparisons.</param>
    /// <param name="file">The file; an existing one is replaced, a missing folder is created.</param>
    /// <exception cref="ArgumentException">There is no comparison.</exception>
    public static void Write(IReadOnlyList<SavedComparison> comparisons, string file)
    {
        string page = Of(comparisons);
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
        File.WriteAllText(file, page);
    }

    /// <summary>Returns the page as text.</summary>
    internal static string Of(IReadOnlyList<SavedComparison> comparisons) => PageWriter.Write(SubjectJoiner.Of(comparisons));
}
