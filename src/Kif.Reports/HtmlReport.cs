using Kif.Pipeline.Output;
using Kif.Reports.Pages;
using Kif.Reports.Subjects;

namespace Kif.Reports;

/// <summary>The report of comparisons as one HTML file that loads nothing: it opens from a disk, without a network, in a light and a dark theme.</summary>
public static class HtmlReport
{
    /// <summary>Writes the file. Comparisons over the same tasks stand side by side, with what differs between them; others have a part each.</summary>
    /// <param name="comparisons">What is reported, one or more.</param>
    /// <param name="file">The file; one that is there is replaced, a folder that is missing is made.</param>
    /// <exception cref="ArgumentException">There is no comparison.</exception>
    public static void Write(IReadOnlyList<SavedComparison> comparisons, string file)
    {
        string page = Of(comparisons);
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
        File.WriteAllText(file, page);
    }

    /// <summary>The page as a text.</summary>
    internal static string Of(IReadOnlyList<SavedComparison> comparisons) => PageWriter.Write(SubjectJoiner.Of(comparisons));
}
