using System.Runtime.InteropServices;

namespace Kif.Models.Native;

/// <summary>
/// The precision of float32 matrix products (PyTorch's <c>float32_matmul_precision</c>): float32, or factors rounded to bfloat16 with sums in float32, if the
/// processor supports it. A process-wide setting, for CPUs; stored values and all other operations stay float32.
/// </summary>
public static class Float32Products
{
    private const int OneDnn = 2, MatrixProducts = 3, Ieee = 1, BFloat16 = 3;

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
