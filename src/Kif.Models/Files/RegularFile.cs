using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Kif.Models;

/// <summary>Reads untrusted files: regular ones only, up to a given size.</summary>
internal static class RegularFile
{
    /// <summary>Opens a file for reading. The caller disposes it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is a folder, a pipe or a device.</exception>
    internal static SafeFileHandle Open(string path) =>
        FileKind.Other(path) is { } kind ? throw new InvalidDataException($"'{path}' is {kind}; a file is needed.") : File.OpenHandle(path);

    /// <summary>Reads the whole content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The largest accepted size.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is larger, or not a regular file.</exception>
    /// <exception cref="EndOfStreamException">It became shorter during reading.</exception>
    internal static byte[] ReadAll(string path, long maxBytes)
    {
        using SafeFileHandle handle = Open(path);
        long length = RandomAccess.GetLength(handle);
        if (length > maxBytes) throw new InvalidDataException($"'{path}' has {length} bytes; at most {maxBytes} are read.");
        byte[] content = new byte[length];
        Fill(handle, content, 0, path);
        return content;
    }

    /// <summary>Reads the lines, without line ends; as they are asked for, whatever the file's size.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="mostCharacters">The most characters of a line. Default: 64 Mi.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line is longer, or it is not a regular file.</exception>
    internal static IEnumerable<string> Lines(string path, int mostCharacters = FileLimits.LineCharacters)
    {
        using var reader = new StreamReader(new FileStream(Open(path), FileAccess.Read));
        var line = new StringBuilder();
        char[] buffer = new char[1 << 14];
        bool open = false;
        for (int read; (read = reader.Read(buffer)) > 0;)
        {
            ReadOnlyMemory<char> rest = buffer.AsMemory(0, read);
            for (int end; (end = rest.Span.IndexOf('\n')) >= 0; rest = rest[(end + 1)..])
            {
                line.Append(rest.Span[..end]);
                yield return Taken(line);
            }
            line.Append(rest.Span);
            open = line.Length > 0;
            if (line.Length > mostCharacters)
                throw new InvalidDataException($"'{path}' has a line of more than {mostCharacters} characters, the most that are read.");
        }
        if (open && line.Length > 0) yield return Taken(line);
    }

    /// <summary>Reads until <paramref name="bytes"/> is full.</summary>
    /// <exception cref="EndOfStreamException">The file ends earlier; the message names it.</exception>
    internal static void Fill(SafeFileHandle handle, Span<byte> bytes, long position, string path)
    {
        for (int done = 0, read; done < bytes.Length; done += read)
        {
            read = RandomAccess.Read(handle, bytes[done..], position + done);
            if (read == 0) throw Shrunk(path);
        }
    }

    private static string Taken(StringBuilder line)
    {
        string text = line.ToString(0, line.Length - (line.Length > 0 && line[^1] == '\r' ? 1 : 0));
        line.Clear();
        return text;
    }

    /// <summary>Creates the error for a file that has become shorter.</summary>
    internal static EndOfStreamException Shrunk(string path) => new($"'{path}' has become shorter than it was when it was opened.");
}

/// <summary>The sizes up to which files of runs and saved learners are read, and so written: far above what any of them has.</summary>
internal static class FileLimits
{
    /// <summary>The most bytes of a file that names the others of a folder, or is written by hand: an experiment, a composition.</summary>
    public const long Description = 64L << 20;

    /// <summary>The most bytes of a run's record, checkpoint or plain state, which has texts of examples and answers.</summary>
    public const long Record = 1L << 30;

    /// <summary>The most bytes of a file of a run that is read line by line.</summary>
    public const long Text = 16L << 30;

    /// <summary>The most characters of a line.</summary>
    public const int LineCharacters = 64 << 20;

    /// <summary>Returns a content that is about to be written, if it can be read again.</summary>
    /// <exception cref="InvalidOperationException">It is larger than what is read.</exception>
    public static byte[] Checked(string path, byte[] content, long most)
    {
        CheckSize(path, content.Length, most);
        return content;
    }

    /// <summary>Throws if a file that is about to be written could not be read again.</summary>
    /// <exception cref="InvalidOperationException">It is larger than what is read.</exception>
    public static void CheckSize(string path, long bytes, long most)
    {
        if (bytes > most) throw new InvalidOperationException($"'{path}' would have {bytes} bytes; at most {most} are read, so it is not written");
    }
}

/// <summary>
/// Determines the kind of file at a path on Linux without opening it: opening a pipe blocks until it is written to, and a device may do anything.
/// Other systems are not checked.
/// </summary>
internal static class FileKind
{
    private const int WorkingFolder = -100, ModeAt = 28, KindMask = 0xF000;
    private const uint WantKind = 1;

    /// <summary>Describes, for messages, a path that is not a regular file; null if it is one, does not exist or cannot be checked.</summary>
    internal static string? Other(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;
        byte[] answer = new byte[256];
        if (statx(WorkingFolder, path, 0, WantKind, answer) != 0) return null;
        return (BitConverter.ToUInt16(answer, ModeAt) & KindMask) switch
        {
            0x8000 => null,
            0x4000 => "a folder",
            0x1000 => "a pipe",
            0x2000 or 0x6000 => "a device",
            0xC000 => "a socket",
            _ => "something else",
        };
    }

    /// <summary>Calls the kernel's <c>statx</c>: its result has the same layout on every architecture.</summary>
    [DllImport("libc")]
    private static extern int statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] answer);
}
