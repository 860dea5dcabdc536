using System.Runtime.InteropServices;

namespace Kif.Models.Files;

/// <summary>
/// What lies under a path on Linux, asked without opening it: opening a pipe waits until somebody writes to it, and a device may do anything.
/// Other systems are not asked.
/// </summary>
internal static class FileKind
{
    private const int WorkingFolder = -100, ModeAt = 28, KindMask = 0xF000;
    private const uint WantKind = 1;

    /// <summary>What a path leads to where that is no regular file, for messages; null where it is one, is not there or cannot be asked for.</summary>
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

    /// <summary>The kernel's <c>statx</c>: its answer is laid out alike on every architecture.</summary>
    [DllImport("libc")]
    private static extern int statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] answer);
}
