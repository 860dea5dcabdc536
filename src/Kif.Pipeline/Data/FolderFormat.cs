namespace Kif;

/// <summary>The task format of a <see cref="TaskFolder"/>.</summary>
/// <param name="options">The options of reading.</param>
internal sealed class FolderFormat(FolderFormatOptions options) : ITaskFormat
{
    /// <inheritdoc/>
    public bool Recognizes(string path)
    {
        try { return TaskFinder.In(path, []).Length > 0; }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException) { return false; }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The path does not exist or contains no task.</exception>
    public ITaskSource Open(string path)
    {
        TaskFolder folder = TaskFolder.Open(path, options.SkipBadRows);
        if (!options.Quotes) folder.ReadMarksAsSigns();
        return folder;
    }
}

/// <summary>Options of reading a folder of tasks.</summary>
internal sealed class FolderFormatOptions
{
    /// <summary>Whether rows that are not examples are skipped. Default: nothing is loaded, and all such rows are reported together.</summary>
    public bool SkipBadRows { get; set; }

    /// <summary>Whether quotation marks in CSV and TSV stand around cells; false: they are signs like others and each line is a row. Default: true.</summary>
    public bool Quotes { get; set; } = true;
}

/// <summary>Registers the task formats.</summary>
internal static class TaskFormatRegistration
{
    /// <summary>Adds the folder of files of rows, the format of common benchmarks and data sets.</summary>
    public static KifCatalog AddTaskFormats(this KifCatalog catalog) => catalog
        .AddTaskFormat<FolderFormat, FolderFormatOptions>("folder",
            "train/<task>.json, <task>/train.json, folders of datasets, save_to_disk, or one file; JSON, CSV, Parquet, Arrow and text");
}
