using System.Runtime.InteropServices;

namespace Kif.Models.Native;

/// <summary>
/// How the C library's allocator treats freed memory. A training step frees and asks again for the same large blocks; by default glibc returns them to the
/// system each time, and every page is cleared and mapped anew. Keeping them makes steps of small models 10 to 30 % faster; the process then holds its peak until
/// it ends. It is a setting of the whole process, so Kif's programs choose it, not the library.
/// </summary>
public static class NativeMemory
{
    private const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3;
    private const int LargestOnOlderSystems = 32 << 20;

    /// <summary>Keeps freed blocks for reuse. Call it before the first tensor is made; where the C library is another one, it does nothing.</summary>
    /// <returns>Whether the allocator took the settings.</returns>
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
