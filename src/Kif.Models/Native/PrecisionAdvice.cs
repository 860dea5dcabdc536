namespace Kif.Models.Native;

/// <summary>Whether a device has units for a precision, said before anything is trained.</summary>
public static class PrecisionAdvice
{
    /// <summary>What is slow about a precision on a device and which choice is faster there; null where nothing is.</summary>
    /// <param name="dtype">The type of the frozen weights.</param>
    /// <param name="device">Where the model computes.</param>
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

    /// <summary>The same about float32 products with factors rounded to bfloat16.</summary>
    /// <param name="cpu">The processor; null for this machine's.</param>
    public static string? ForRoundedProducts(CpuFeatures? cpu = null) => (cpu ?? CpuFeatures.Current) is { BFloat16: false } c
        ? $"{c.Name} has no units for bfloat16 (AVX-512-BF16 or AMX): rounding the factors of float32 products gains nothing here"
        : null;
}
