using Kif.Models.Backbones;

namespace Kif.Models.T5;

/// <summary>T5's feed-forward layer, plain or gated.</summary>
internal sealed class T5FeedForward
{
    private readonly LinearModule into, back;
    private readonly LinearModule? gated;
    private readonly Func<Tensor, Tensor> activation;

    /// <summary>Declares the two or three linear maps.</summary>
    public T5FeedForward(BackboneLayout layout, T5Config config, string path, int layer)
    {
        bool gate = config.FeedForward.StartsWith("gated-", StringComparison.Ordinal);
        into = layout.Linear($"{path}.{(gate ? "wi_0" : "wi")}", config.ModelWidth, config.FeedForwardWidth, layer);
        gated = gate ? layout.Linear($"{path}.wi_1", config.ModelWidth, config.FeedForwardWidth, layer) : null;
        back = layout.Linear($"{path}.wo", config.FeedForwardWidth, config.ModelWidth, layer);
        activation = Activation.Named(config.FeedForward);
    }

    /// <summary>Maps [rows, width] to [rows, width].</summary>
    public Tensor Forward(ForwardPass pass, Tensor x)
    {
        Tensor inner = activation(pass.Linear(into, x));
        if (gated is not null) inner = inner.mul(pass.Linear(gated, x));
        return pass.Linear(back, pass.Dropout(inner));
    }
}
