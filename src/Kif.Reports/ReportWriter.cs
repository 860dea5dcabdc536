using System.ComponentModel;
using System.Text;

namespace Kif.Reports;

/// <summary>The writer of reports of saved comparisons, in every format.</summary>
public static class ReportWriter
{
    private const string Run = "run.json";

    /// <summary>Writes a report. Comparisons over the same tasks are put side by side; others have a part, or a file, each.</summary>
    /// <param name="comparisons">One or more comparisons.</param>
    /// <param name="format">The format.</param>
    /// <param name="path">The file; a folder for <see cref="ReportFormat.TensorBoard"/>, or for <see cref="ReportFormat.Png"/> without <c>.png</c>.</param>
    /// <returns>The written files or, for <see cref="ReportFormat.TensorBoard"/>, the folders of the runs.</returns>
    /// <exception cref="ArgumentException">There is no comparison, or an image would show no run.</exception>
    public static IReadOnlyList<string> Write(IReadOnlyList<SavedComparison> comparisons, ReportFormat format, string path)
    {
        if (format == ReportFormat.Html)
        {
            HtmlReport.Write(comparisons, path);
            return [path];
        }
        IReadOnlyList<ReportData> parts = ReportJoiner.Of(comparisons);
        return format switch
        {
            ReportFormat.Md =>
                Texts(parts, path,
                s => MarkdownReport.Write(s.Result, string.Join('\n', s.Sources.Select(x => x.Saved.Description.Command).Where(c => c.Length > 0)),
                    [.. s.Sources.SelectMany(x => x.Saved.Description.Warnings).Distinct()])),
            ReportFormat.Csv => Texts(parts, path, s => CsvReport.Strategies(s.Result)),
            ReportFormat.Json => Texts(parts, path, s => JsonReport.Write(s.Result)),
            ReportFormat.Png => Images(parts, path),
            ReportFormat.TensorBoard => TensorBoardWriter.Write(parts, path, TimeOf(comparisons[0].Folder)),
            _ => throw new InvalidEnumArgumentException(nameof(format), (int)format, typeof(ReportFormat)),
        };
    }

    /// <summary>Writes one file per part; with several, their titles precede the extension.</summary>
    private static IReadOnlyList<string> Texts(IReadOnlyList<ReportData> parts, string path, Func<ReportData, string> text) => [.. parts.Select(s =>
    {
        string file = parts.Count == 1 ? path : Path.ChangeExtension(path, FileNames.Safe(s.Title) + Path.GetExtension(path));
        OutputFile.Write(file, Encoding.UTF8.GetBytes(text(s)));
        return file;
    })];

    private static IReadOnlyList<string> Images(IReadOnlyList<ReportData> parts, string path)
    {
        var images = parts.SelectMany(s => ChartImages.Of(s)
            .Select(i => parts.Count == 1
                ? (i.Name, i.Title, i.Scene)
                : (Name: $"{FileNames.Safe(s.Title)}-{i.Name}", Title: $"{s.Title}: {i.Title}", i.Scene))).ToArray();
        if (images.Length == 0) throw new ArgumentException("no run is done, so there is nothing to draw", nameof(parts));
        if (path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            OutputFile.Write(path, PngWriter.Write([.. images.Select(i => (i.Title, i.Scene))]));
            return [path];
        }
        Directory.CreateDirectory(path);
        return [.. images.Select(i =>
        {
            string file = Path.Combine(path, i.Name + ".png");
            OutputFile.Write(file, PngWriter.Write([(i.Title, i.Scene)]));
            return file;
        })];
    }

    /// <summary>Returns the time of the comparison, so that writing a report again gives the same bytes.</summary>
    private static DateTimeOffset TimeOf(string folder) =>
        File.Exists(Path.Combine(folder, Run)) ? new(File.GetLastWriteTimeUtc(Path.Combine(folder, Run))) : DateTimeOffset.UnixEpoch;
}

/// <summary>The format of a report.</summary>
public enum ReportFormat
{
    /// <summary>One HTML file with charts, tables, predictions and skill units. The default.</summary>
    Html,

    /// <summary>Tables in Markdown.</summary>
    Md,

    /// <summary>Comma-separated values, a line per strategy and metric.</summary>
    Csv,

    /// <summary>All numbers, as JSON.</summary>
    Json,

    /// <summary>The main charts as one image, or as a folder of images if the path does not end in <c>.png</c>.</summary>
    Png,

    /// <summary>A folder with an event file per run, for TensorBoard.</summary>
    TensorBoard,
}
