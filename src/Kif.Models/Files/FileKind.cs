using System.Runtime.InteropServices;

namespace Kif.Models.Files;

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
