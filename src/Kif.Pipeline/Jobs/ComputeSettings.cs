using System.ComponentModel.DataAnnotations;
using Kif.Models.Backbones;
using Kif.Models.Native;

namespace Kif.Pipeline.Jobs;

/// <summary>Where and in which precision a model computes.</summary>
public sealed class ComputeSettings
{
    private static readonly Dictionary<string, ScalarType> Types = new()
    {
        ["float32"] = ScalarType.Float32, ["bfloat16"] = ScalarType.BFloat16, ["float16"] = ScalarType.Float16, ["float64"] = ScalarType.Float64,
    };

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>. Default: cpu.</summary>
    public string Device { get; set; } = "cpu";

    /// <summary>
    /// Type of the frozen weights and the arithmetic: <c>float32</c>, <c>bfloat16</c>, <c>float16</c> or <c>float64</c>. What trains, norms and losses are float32 beside the
    /// half ones. Default: float32.
    /// </summary>
    public string Precision { get; set; } = "float32";

    /// <summary>
    /// Whether float32 matrix products may round their factors to bfloat16, where the CPU has units for that (PyTorch's <c>float32_matmul_precision</c> "medium"). A setting of the
    /// whole process. Default: no.
    /// </summary>
    public bool RoundedProducts { get; set; }

    /// <summary>Whether blocks are computed again in the backward pass in place of keeping their activations: less memory, about a third more time. Default: no.</summary>
    public bool Checkpointing { get; set; }

    /// <summary>Rate of the model's own dropout in training. Default: 0.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double BaseDropout { get; set; }

    /// <summary>What is slow about these settings on this machine and what is faster; null where nothing is.</summary>
    /// <exception cref="CompositionException">An unknown device or precision.</exception>
    public string? Advice() => PrecisionAdvice.For(TypeOf(), DeviceOf()) ?? (RoundedProducts ? PrecisionAdvice.ForRoundedProducts() : null);

    /// <summary>The element type that <see cref="Precision"/> names.</summary>
    /// <exception cref="CompositionException">There is none of that name.</exception>
    internal ScalarType TypeOf() =>
        Types.TryGetValue(Precision, out ScalarType type) ? type : throw new CompositionException(UnknownName.Message("precision", Precision, Types.Keys));

    /// <summary>The device that <see cref="Device"/> names, if this machine has it.</summary>
    /// <exception cref="CompositionException">There is none of that name, or not here.</exception>
    internal Device DeviceOf()
    {
        Device device;
        try { device = TorchDevice.Parse(Device); }
        catch (ArgumentException) { throw new CompositionException($"device is '{Device}'; allowed: cpu, cuda, cuda:0, cuda:1, …"); }
        return device.type == DeviceType.CPU || torch.cuda.is_available()
            ? device
            : throw new CompositionException($"device is '{Device}', but this build has no CUDA or the machine no GPU; build with -p:TorchBackend=cuda, or use cpu");
    }
}
