namespace Kif.Pipeline.Streams;

/// <summary>The task format of a <see cref="TaskFolder"/>.</summary>
/// <param name="options">The treatment of bad rows.</param>
public sealed class FolderFormat(FolderFormatOptions options) : ITaskFormat
{
    /// <inheritdoc/>
    public bool Recognises(string path)
    {
        try { return TaskFiles.In(path).Length > 0; }
        catch (Exception e) when (e is TaskFolderException or IOException or UnauthorizedAccessException) { return false; }
    }

    /// <inheritdoc/>
    /// <exception cref="TaskFolderException">The folder does not exist or contains no task.</exception>
    public ITaskSource Open(string path) => TaskFolder.Open(path, options.BadRows);
}
