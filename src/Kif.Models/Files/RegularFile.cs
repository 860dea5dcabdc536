using System.Runtime.InteropServices;
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

    /// <summary>Creates the error for a file that has become shorter.</summary>
    internal static EndOfStreamException Shrunk(string path) => new($"'{path}' has become shorter than it was when it was opened.");
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
