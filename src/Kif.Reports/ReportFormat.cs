namespace Kif.Reports;

/// <summary>What a report is written as.</summary>
public enum ReportFormat
{
    /// <summary>One HTML file with charts, tables, predictions and skill units. The default.</summary>
    Html,

    /// <summary>Tables in Markdown.</summary>
    Md,

    /// <summary>A line per strategy and metric, separated by commas.</summary>
    Csv,

    /// <summary>Everything that is counted, as JSON.</summary>
    Json,

    /// <summary>The main charts as one image, or, where the path does not end in <c>.png</c>, a folder of images.</summary>
    Png,

    /// <summary>A folder with an event file per run, which TensorBoard shows.</summary>
    TensorBoard,
}
