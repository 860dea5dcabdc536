using System.Runtime.Intrinsics;

namespace Kif.Models;

/// <summary>The activation functions by Hugging Face's names.</summary>
internal static class ActivationFunction
{
    /// <summary>max(x, 0).</summary>
    public static readonly Func<Tensor, Tensor> Relu = x => torch.nn.functional.relu(x);

    private static readonly Func<Tensor, Tensor> Silu = x => torch.nn.functional.silu(x);
    private static readonly Func<Tensor, Tensor> GeluTanh = x => torch.nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh);

    private static readonly Dictionary<string, Func<Tensor, Tensor>> All = new()
    {
        ["relu"] = Relu,
        ["relu2"] = x => torch.nn.functional.relu(x).square(),
        ["relu6"] = x => torch.nn.functional.relu6(x),
        ["leaky_relu"] = x => torch.nn.functional.leaky_relu(x, 0.01),
        ["gelu"] = Gelu,
        ["gelu_python"] = Gelu,
        ["gelu_10"] = x => Gelu(x).clamp(-10, 10),
        ["gelu_new"] = GeluTanh,
        ["gelu_fast"] = GeluTanh,
        ["gelu_accurate"] = GeluTanh,
        ["gelu_pytorch_tanh"] = GeluTanh,
        ["gelu_python_tanh"] = GeluTanh,
        ["quick_gelu"] = x => x.mul(x.mul(1.702).sigmoid()),
        ["silu"] = Silu,
        ["swish"] = Silu,
        ["mish"] = x => torch.nn.functional.mish(x),
        ["sigmoid"] = x => x.sigmoid(),
        ["tanh"] = x => x.tanh(),
        ["linear"] = x => x,
    };

    /// <summary>The known names.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Finds a function by its name.</summary>
    /// <exception cref="ArgumentException">There is no function of that name.</exception>
    public static Func<Tensor, Tensor> Named(string name) =>
        All.TryGetValue(name, out var f) ? f : throw new ArgumentException(UnknownName.Message("activation function", name, All.Keys), nameof(name));

    /// <summary>Reads and checks the name in a setting.</summary>
    /// <exception cref="InvalidDataException">There is no function of that name; the message names file, setting and nearest name.</exception>
    public static string Read(ConfigFile config, string setting, string byDefault) =>
        config.String(setting, byDefault) is { } name && All.ContainsKey(name) ? name : throw config.RefuseName(setting, All.Keys);

    /// <summary>Computes activation(gate) · up: in one pass where there is a kernel.</summary>
    /// <param name="activation">One of these functions.</param>
    /// <param name="gate">[tokens, width].</param>
    /// <param name="up">[tokens, width].</param>
    public static Tensor Gate(Func<Tensor, Tensor> activation, Tensor gate, Tensor up) => HasKernel(activation) && Kernel.Takes(gate, up)
        ? GatedActivationKernel.Apply(gate, up, activation == GeluTanh)
        : activation(gate).mul(up);

    /// <summary>Computes activation(left half) · right half of a matrix, [tokens, 2 · width].</summary>
    public static Tensor Gate(Func<Tensor, Tensor> activation, Tensor both)
    {
        if (HasKernel(activation) && Kernel.Takes(both)) return GatedActivationKernel.Apply(both, activation == GeluTanh);
        long half = both.shape[^1] / 2;
        return activation(both.narrow(-1, 0, half)).mul(both.narrow(-1, half, half));
    }

    // In halves, without AVX-512, the exponentials of the kernel are slower than libtorch's.
    private static bool HasKernel(Func<Tensor, Tensor> activation) =>
        Vector512.IsHardwareAccelerated && (activation == Silu || activation == GeluTanh);

    private static Tensor Gelu(Tensor x) => torch.nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.none);
}
