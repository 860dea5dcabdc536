namespace Kif.Models.T5;

/// <summary>The kinds of feed-forward layers.</summary>
internal static class Activation
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> All = new()
    {
        ["relu"] = x => torch.nn.functional.relu(x),
        ["silu"] = x => torch.nn.functional.silu(x),
        ["gelu"] = GeluErf,
        ["gated-relu"] = x => torch.nn.functional.relu(x),
        ["gated-silu"] = x => torch.nn.functional.silu(x),
        ["gated-gelu"] = GeluTanh,
    };

    /// <summary>The function of a <c>feed_forward_proj</c> entry. <c>gated-gelu</c> is the approximation by tanh, as in the published models.</summary>
    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    public static Func<Tensor, Tensor> Named(string name) =>
        All.TryGetValue(name, out var f) ? f : throw new InvalidDataException(UnknownName.Message("T5 feed-forward layer (feed_forward_proj)", name, All.Keys));

    private static Tensor GeluErf(Tensor x) => torch.nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.none);

    private static Tensor GeluTanh(Tensor x) => torch.nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh);
}
