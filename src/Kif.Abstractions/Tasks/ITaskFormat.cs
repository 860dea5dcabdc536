namespace Kif;

/// <summary>A format of tasks on disk. The reader decides the selection of examples and the order of tasks.</summary>
public interface ITaskFormat
{
    /// <summary>Whether a path has this format. Reads as little as necessary; returns false for unreadable files.</summary>
    /// <param name="path">A file or folder, which need not exist.</param>
    bool Recognises(string path);

    /// <summary>Lists the tasks without reading them.</summary>
    /// <param name="path">A file or folder that this format recognizes, or for which the user chose this format.</param>
    /// <exception cref="InvalidDataException">
    /// The path does not have this format; the message has the path and the problem. A format may throw a derived exception.
    /// </exception>
    ITaskSource Open(string path);
}
