using System.ComponentModel.DataAnnotations;
using Kif.Models;

namespace Kif;

/// <summary>The settings of a model's computation: device, precision and memory.</summary>
public sealed record ComputeSettings
{
    private const string Highest = "highest", Medium = "medium";

    private static readonly Dictionary<string, ScalarType> Types = new()
    {
        ["float32"] = ScalarType.Float32, ["bfloat16"] = ScalarType.BFloat16, ["float16"] = ScalarType.Float16, ["float64"] = ScalarType.Float64,
    };

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>. Default: cpu.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>
    /// Type of the frozen weights and the arithmetic: <c>float32</c>, <c>bfloat16</c>, <c>float16</c> or <c>float64</c>. With the half types, trainable
    /// weights, norms and losses are float32. <c>bf16</c>, <c>fp16</c>, <c>fp32</c> and <c>fp64</c> are read as those names. Default: float32.
    /// </summary>
    public string Precision { get; init => field = NameOf(value); } = "float32";

    /// <summary>
    /// Precision of float32 matrix products, named as in PyTorch: <c>highest</c>, or <c>medium</c>, which may round their factors to bfloat16 where the CPU
    /// supports it. A setting of the whole process. Default: highest.
    /// </summary>
    public string MatmulPrecision { get; init; } = Highest;

    /// <summary>
    /// Whether blocks are recomputed in the backward pass instead of keeping their activations: less memory, about a third more time. Default: no.
    /// </summary>
    public bool Checkpointing { get; init; }

    /// <summary>Rate of the model's own dropout in training. Default: 0.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double BaseDropout { get; init; }

    /// <summary>Returns advice if these settings are slow on this machine, with faster ones; null otherwise.</summary>
    /// <exception cref="CompositionException">An unknown device or precision.</exception>
    public string? Advice() => PrecisionAdvice.For(TypeOf(), DeviceOf()) ?? (RoundsProducts() ? PrecisionAdvice.ForMatmulPrecision() : null);

    /// <summary>Returns the name of a type that other programs call otherwise; other names as they are.</summary>
    internal static string NameOf(string type) => type switch
    {
        "bf16" => "bfloat16",
        "fp16" or "half" => "float16",
        "fp32" or "float" => "float32",
        "fp64" or "double" => "float64",
        _ => type,
    };

    /// <summary>The element type that <see cref="Precision"/> names.</summary>
    /// <exception cref="CompositionException">The name is unknown.</exception>
    internal ScalarType TypeOf() =>
        Types.TryGetValue(Precision, out ScalarType type) ? type : throw new CompositionException(UnknownName.Message("precision", Precision, Types.Keys));

    /// <summary>Whether float32 products may round their factors to bfloat16.</summary>
    /// <exception cref="CompositionException">The name is unknown.</exception>
    internal bool RoundsProducts() => MatmulPrecision switch
    {
        Highest => false,
        Medium => true,
        _ => throw new CompositionException(UnknownName.Message("matmul precision", MatmulPrecision, [Highest, Medium])),
    };

    /// <summary>The device that <see cref="Device"/> names, if this machine has it.</summary>
    /// <exception cref="CompositionException">The name is unknown, or this machine has no such device.</exception>
    internal Device DeviceOf()
    {
        Device device;
        try { device = TorchDevice.Parse(Device); }
        catch (ArgumentException) { throw new CompositionException($"device is '{Device}'; allowed: cpu, cuda, cuda:0, cuda:1, …"); }
        return device.type == DeviceType.CPU || torch.cuda.is_available()
            ? device
            : throw new CompositionException(
                $"device is '{Device}', but this build has no CUDA or the machine no GPU; build with -p:TorchBackend=cuda, or use cpu");
    }
}
