namespace Kif.Models.Native;

/// <summary>Advice on precisions without hardware support, given before training starts.</summary>
public static class PrecisionAdvice
{
    /// <summary>Explains why a precision is slow on a device and names a faster choice; null if it is not slow.</summary>
    /// <param name="dtype">The type of the frozen weights.</param>
    /// <param name="device">The device of the model.</param>
    /// <param name="cpu">The processor; null for this machine's.</param>
    public static string? For(ScalarType dtype, Device device, CpuFeatures? cpu = null)
    {
        cpu ??= CpuFeatures.Current;
        if (device.type != DeviceType.CPU) return null;
        return dtype switch
        {
            ScalarType.BFloat16 when !cpu.BFloat16 => $"{cpu.Name} has no units for bfloat16 (AVX-512-BF16 or AMX): products may take a hundred times as long as in float32, which is the faster choice here",
            ScalarType.Float16 when !cpu.Float16 =>
                $"{cpu.Name} has no units for float16 (AVX-512-FP16 or AMX-FP16): {(cpu.BFloat16 ? "bfloat16" : "float32")} is the faster choice here",
            ScalarType.Float64 => "float64 takes at least twice as long as float32; it is meant for comparing numbers",
            _ => null,
        };
    }

    /// <summary>Explains the same for float32 products with factors rounded to bfloat16.</summary>
    /// <param name="cpu">The processor; null for this machine's.</param>
    public static string? ForRoundedProducts(CpuFeatures? cpu = null) => (cpu ?? CpuFeatures.Current) is { BFloat16: false } c
        ? $"{c.Name} has no units for bfloat16 (AVX-512-BF16 or AMX): rounding the factors of float32 products gains nothing here"
        : null;
}
