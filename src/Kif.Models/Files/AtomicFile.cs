using System.Runtime.InteropServices;
using System.Text;

namespace Kif.Models;

/// <summary>
/// The one writer of saved files: a temporary name in the same folder, the content flushed to the disk, a rename, the folder flushed. A file appears complete
/// or not at all, also after a loss of power; several processes may write the same one.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Writes a file, replacing an existing one; if that fails, an existing file stays as it is.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Action<FileStream> write)
    {
        string full = Path.GetFullPath(path), part = AtomicFolder.PartOf(full);
        try
        {
            using (var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, full, overwrite: true);
        }
        finally { File.Delete(part); }
        AtomicFolder.Flush(Path.GetDirectoryName(full)!);
    }

    /// <inheritdoc cref="Write(string, Action{FileStream})"/>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="content">The content.</param>
    public static void Write(string path, byte[] content) => Write(path, stream => stream.Write(content));

    /// <summary>Writes a text as UTF-8.</summary>
    /// <inheritdoc cref="Write(string, Action{FileStream})"/>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="text">The text.</param>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes lines as UTF-8, each with a line feed at its end.</summary>
    /// <inheritdoc cref="Write(string, Action{FileStream})"/>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="lines">The lines.</param>
    public static void WriteLines(string path, IEnumerable<string> lines) => Write(path, stream =>
    {
        using StreamWriter writer = new(stream, leaveOpen: true) { NewLine = "\n" };
        foreach (string line in lines) writer.WriteLine(line);
    });

    /// <summary>Copies a file, replacing an existing one.</summary>
    /// <inheritdoc cref="Write(string, Action{FileStream})"/>
    /// <param name="from">The file to read.</param>
    /// <param name="to">The file to write; its folder must exist.</param>
    public static void Copy(string from, string to) => Write(to, stream =>
    {
        using FileStream source = new(RegularFile.Open(from), FileAccess.Read, 1);
        source.CopyTo(stream);
    });
}

/// <summary>Writes and renames whole folders such that they appear complete or not at all, also after a loss of power.</summary>
internal static class AtomicFolder
{
    /// <summary>Fills a folder under a temporary name beside its place and renames it.</summary>
    /// <param name="path">The folder, which must not exist or must be empty; folders above it are created.</param>
    /// <param name="fill">Writes the files, through <see cref="AtomicFile"/>, into the folder of the given path.</param>
    /// <exception cref="IOException">The folder is not empty or cannot be written.</exception>
    public static void Write(string path, Action<string> fill)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), part = PartOf(full);
        Directory.CreateDirectory(part);
        try
        {
            fill(part);
            if (Directory.Exists(full)) Directory.Delete(full);
            Move(part, full);
        }
        finally
        {
            if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
        }
    }

    /// <summary>Renames a folder whose files are on the disk, within the folder above it.</summary>
    public static void Move(string from, string to)
    {
        Flush(from);
        Directory.Move(from, to);
        Flush(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }

    /// <summary>Creates a folder and those above it, such that they are still there after a loss of power.</summary>
    public static void Create(string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full)) return;
        string above = Path.GetDirectoryName(full)!;
        Create(above);
        Directory.CreateDirectory(full);
        Flush(above);
    }

    /// <summary>Writes a folder's names to the disk, without which a renamed file may be lost with the power; does nothing on Windows.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows() || open(folder, 0) is not (>= 0 and var handle)) return;
        // Some file systems flush no folders and say so: nothing can be done then.
        _ = fsync(handle);
        _ = close(handle);
    }

    /// <summary>Returns a new temporary name beside a file or folder.</summary>
    internal static string PartOf(string full) => Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Guid.NewGuid():n}.part");

    [DllImport("libc")]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc")]
    private static extern int fsync(int handle);

    [DllImport("libc")]
    private static extern int close(int handle);
}

/// <summary>A new folder in the system's temporary folder that is deleted, with its content, on disposal.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("kif-").FullName;

    /// <summary>Deletes the folder, if it is still there.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}

/// <summary>A folder in a place that several users share, such as the system's for temporary files.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Creates a folder that nobody else can read or write, or takes an existing one that belongs to this user.</summary>
    /// <returns>Whether it is such a folder; not if somebody else made it, or a link.</returns>
    public static bool Claim(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
                return true;
            }
            Directory.CreateDirectory(folder, Own);
            if (new DirectoryInfo(folder).LinkTarget is not null) return false;
            // Only its owner may.
            File.SetUnixFileMode(folder, Own);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
