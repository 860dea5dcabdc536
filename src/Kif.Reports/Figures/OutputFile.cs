using Kif.Models;

namespace Kif.Reports;

/// <summary>The writer of a report's files: each appears complete or not at all.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file; a missing folder is created. A pipe or a device, as /dev/stdout, is written to directly.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string file, byte[] content)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
        if (FileKind.Other(file) is null && new FileInfo(file).LinkTarget is null) AtomicFile.Write(file, content);
        else File.WriteAllBytes(file, content);
    }
}
