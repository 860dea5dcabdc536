using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Kif.Models;

/// <summary>The processor's features (CPUID) that matter for the choice of a precision. All false on other architectures.</summary>
internal sealed record CpuFeatures
{
    /// <summary>The features of this machine.</summary>
    public static CpuFeatures Current { get; } = Read();

    /// <summary>The processor's name, for reports.</summary>
    public string Name { get; init; } = RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Whether it is made by AMD: there Intel's MKL, which libtorch multiplies float32 matrices with, uses only AVX2.</summary>
    public bool Amd { get; init; }

    /// <summary>Whether it has vectors of 512 bits (AVX-512).</summary>
    public bool Avx512 { get; init; }

    /// <summary>Whether it has dot products of bfloat16 in such vectors (AVX-512-BF16).</summary>
    public bool Avx512BFloat16 { get; init; }

    /// <summary>Whether it has matrix tiles of bfloat16 (AMX).</summary>
    public bool AmxBFloat16 { get; init; }

    /// <summary>Whether it has arithmetic of float16 in vectors (AVX-512-FP16).</summary>
    public bool Avx512Float16 { get; init; }

    /// <summary>Whether it has matrix tiles of float16 (AMX-FP16).</summary>
    public bool AmxFloat16 { get; init; }

    /// <summary>Whether bfloat16 matrix products have hardware support; otherwise they are about a hundred times slower than float32.</summary>
    public bool BFloat16 => Avx512BFloat16 || AmxBFloat16;

    /// <summary>Whether float16 matrix products have hardware support.</summary>
    public bool Float16 => Avx512Float16 || AmxFloat16;

    private static CpuFeatures Read()
    {
        if (!X86Base.IsSupported) return new();
        (int most, int b, int c, int d) = X86Base.CpuId(0, 0);
        string vendor = Text(b, d, c);
        (_, int b7, _, int d7) = most >= 7 ? X86Base.CpuId(7, 0) : default;
        (int a71, _, _, _) = most >= 7 ? X86Base.CpuId(7, 1) : default;
        // The runtime also checks whether the operating system saves the wide registers.
        bool wide = Avx512F.IsSupported;
        return new()
        {
            Name = Brand() ?? vendor,
            Amd = vendor == "AuthenticAMD",
            Avx512 = wide,
            Avx512BFloat16 = wide && Bit(a71, 5),
            AmxBFloat16 = Bit(d7, 22) && Bit(d7, 24),
            Avx512Float16 = wide && Bit(d7, 23),
            AmxFloat16 = Bit(d7, 24) && Bit(a71, 21),
        };
    }

    private static string? Brand()
    {
        const int first = unchecked((int)0x80000000);
        if ((uint)X86Base.CpuId(first, 0).Eax < 0x80000004) return null;
        var text = new StringBuilder();
        for (int leaf = 2; leaf <= 4; leaf++)
        {
            (int a, int b, int c, int d) = X86Base.CpuId(first + leaf, 0);
            text.Append(Text(a, b, c, d));
        }
        return text.ToString().Trim();
    }

    private static bool Bit(int register, int number) => (register >> number & 1) == 1;

    private static string Text(params ReadOnlySpan<int> registers) => Encoding.ASCII.GetString(MemoryMarshal.AsBytes(registers)).TrimEnd('\0');
}

/// <summary>Advice on precisions without hardware support, given before training starts.</summary>
internal static class PrecisionAdvice
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
            ScalarType.BFloat16 when !cpu.BFloat16 =>
                $"{cpu.Name} has no units for bfloat16 (AVX-512-BF16 or AMX): products may take a hundred times as long as in float32, "
                + "which is the faster choice here",
            ScalarType.Float16 when !cpu.Float16 =>
                $"{cpu.Name} has no units for float16 (AVX-512-FP16 or AMX-FP16): {(cpu.BFloat16 ? "bfloat16" : "float32")} is the faster choice here",
            ScalarType.Float64 => "float64 takes at least twice as long as float32; it is meant for comparing numbers",
            _ => null,
        };
    }

    /// <summary>Explains the same for float32 products with factors rounded to bfloat16.</summary>
    /// <param name="cpu">The processor; null for this machine's.</param>
    public static string? ForMatmulPrecision(CpuFeatures? cpu = null) => (cpu ?? CpuFeatures.Current) is { BFloat16: false } c
        ? $"{c.Name} has no units for bfloat16 (AVX-512-BF16 or AMX): rounding the factors of float32 products gains nothing here"
        : null;
}
