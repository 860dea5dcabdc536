using System.Runtime.InteropServices;

namespace Kif.Models.Native;

/// <summary>
/// The treatment of freed memory by the C library's allocator. A training step frees and allocates the same large blocks again; by default glibc returns them
/// to the system each time, and every page is cleared and mapped again. Keeping them makes steps of small models 10 to 30 % faster; the process then keeps its
/// peak memory until it ends. The setting is process-wide, so programs choose it, not the library.
/// </summary>
public static class NativeMemory
{
    private const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3;
    private const int LargestOnOlderSystems = 32 << 20;

    /// <summary>Keeps freed blocks for reuse. Call it before the first tensor is created; with another C library it does nothing.</summary>
    /// <returns>Whether the allocator accepted the settings.</returns>
    public static bool KeepFreedPages()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            bool kept = MallOpt(MmapThreshold, 1 << 30) == 1 || MallOpt(MmapThreshold, LargestOnOlderSystems) == 1;
            return kept & MallOpt(TrimThreshold, int.MaxValue) == 1 & MallOpt(TopPad, 64 << 20) == 1;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MallOpt(int setting, int value);
}
