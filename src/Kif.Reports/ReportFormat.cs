namespace Kif.Reports;

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
