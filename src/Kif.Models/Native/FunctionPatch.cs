using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Kif.Models;

/// <summary>
/// Redirects a function of a loaded native library, which must have exactly the expected code: its first instruction becomes a jump through an address in the
/// padding behind it. Linux on x64 only.
/// </summary>
internal static class FunctionPatch
{
    /// <summary>The place of the address: the last 8 bytes of the 64 that the function and its padding take.</summary>
    private const int Slot = 56;

    private const int ReadExecute = 1 | 4, ReadWriteExecute = 1 | 2 | 4;

    /// <summary>Redirects a function.</summary>
    /// <param name="function">The address of its first instruction.</param>
    /// <param name="expected">Its code, at most <see cref="Slot"/> bytes; null where any byte may stand, such as distances to other functions.</param>
    /// <param name="target">The function to call instead, with the same arguments.</param>
    /// <returns>Null if it was redirected; otherwise why not, in which case nothing was changed.</returns>
    [SupportedOSPlatform("linux")]
    public static string? Apply(IntPtr function, IReadOnlyList<byte?> expected, IntPtr target)
    {
        byte[] code = new byte[Slot + sizeof(long)];
        Marshal.Copy(function, code, 0, code.Length);
        if (WhyNot(code, expected, function % 16 == 0) is { } reason) return reason;
        long page = Environment.SystemPageSize, from = function / page * page;
        nuint length = (nuint)(function + code.Length - from);
        if (Protect((IntPtr)from, length, ReadWriteExecute) != 0) return $"the system does not let code be changed (error {Marshal.GetLastPInvokeError()})";
        Marshal.WriteInt64(function + Slot, target);
        // jmp [rip + distance]: written by one store, so that another thread sees the old or the new instruction.
        byte[] jump = [0xFF, 0x25, Slot - 6, 0, 0, 0, 0x90, 0x90];
        Marshal.WriteInt64(function, BitConverter.ToInt64(jump));
        Protect((IntPtr)from, length, ReadExecute);
        return null;
    }

    /// <summary>Returns why a function of this code can't be redirected; null if it can.</summary>
    internal static string? WhyNot(ReadOnlySpan<byte> code, IReadOnlyList<byte?> expected, bool aligned)
    {
        for (int i = 0; i < expected.Count; i++)
            if (expected[i] is { } value && code[i] != value) return "the function has other code than in the version that is known";
        return aligned && IsPadding(code[expected.Count..]) ? null : "there is no room behind the function";
    }

    /// <summary>Whether all bytes are of no-operations, as compilers put them between functions, or breakpoints.</summary>
    private static bool IsPadding(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
            if (b is not (0x66 or 0x2E or 0x0F or 0x1F or 0x40 or 0x44 or 0x80 or 0x84 or 0x00 or 0x90 or 0xCC)) return false;
        return true;
    }

    [SupportedOSPlatform("linux")]
    [DllImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Protect(IntPtr address, nuint length, int protection);
}
