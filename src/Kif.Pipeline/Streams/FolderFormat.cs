namespace Kif.Pipeline.Streams;

/// <summary>A <see cref="TaskFolder"/> as a format of tasks.</summary>
/// <param name="options">What becomes of bad rows.</param>
public sealed class FolderFormat(FolderFormatOptions options) : ITaskFormat
{
    /// <inheritdoc/>
    public bool Recognises(string path)
    {
        try { return TaskFiles.In(path).Length > 0; }
        catch (Exception e) when (e is TaskFolderException or IOException or UnauthorizedAccessException) { return false; }
    }

    /// <inheritdoc/>
    /// <exception cref="TaskFolderException">No folder is there, or it holds no task.</exception>
    public ITaskSource Open(string path) => TaskFolder.Open(path, options.BadRows);
}
