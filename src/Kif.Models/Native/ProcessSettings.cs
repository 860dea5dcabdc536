using System.Runtime.InteropServices;

namespace Kif.Models;

/// <summary>
/// The precision of float32 matrix products (PyTorch's <c>float32_matmul_precision</c>): float32, or factors rounded to bfloat16 with sums in float32, if the
/// processor supports it. A process-wide setting, for CPUs; stored values and all other operations stay float32.
/// </summary>
internal static class MatmulPrecision
{
    private const int OneDnn = 2, MatrixProducts = 3, Ieee = 1, BFloat16 = 3;

    /// <summary>Whether factors may be rounded to bfloat16 now, as it was last set.</summary>
    public static bool IsRounded { get; private set; }

    /// <summary>Sets the precision of float32 matrix products on the CPU.</summary>
    /// <param name="bfloat16">Whether factors may be rounded to bfloat16.</param>
    /// <returns>Whether this libtorch has the setting; if not, nothing has changed.</returns>
    public static bool Set(bool bfloat16)
    {
        if (!OperatingSystem.IsLinux()) return false;
        torch.TryInitializeDeviceType(DeviceType.CPU);
        try
        {
            SetFloat32Precision(GlobalContext(), OneDnn, MatrixProducts, bfloat16 ? BFloat16 : Ieee);
            IsRounded = bfloat16;
            return true;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    // TorchSharp declares set_float32_matmul_precision without implementing it, so the library's own function is called.
    [DllImport("libtorch_cpu", EntryPoint = "_ZN2at13globalContextEv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern IntPtr GlobalContext();

    [DllImport("libtorch_cpu", EntryPoint = "_ZN2at7Context19setFloat32PrecisionENS_14Float32BackendENS_9Float32OpENS_16Float32PrecisionE")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern void SetFloat32Precision(IntPtr context, int backend, int operation, int precision);
}

/// <summary>
/// The treatment of freed memory by the C library's allocator. A training step frees and allocates the same large blocks again; by default glibc returns them
/// to the system each time, and every page is cleared and mapped again. Keeping them makes steps of small models 10 to 30 % faster; the process then keeps its
/// peak memory until it ends. The setting is process-wide, so programs choose it, not the library.
/// </summary>
internal static class NativeMemory
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
