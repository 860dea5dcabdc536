using Kif.Models.Backbones;

namespace Kif.Models.Gpt2;

/// <summary>One layer: attention and feed-forward, each after a norm.</summary>
internal sealed class Gpt2Layer
{
    private readonly LayerNorm before, between;
    private readonly Gpt2Attention attention;
    private readonly LinearModule into, back;
    private readonly Func<Tensor, Tensor> activation;

    /// <summary>Declares the layer's weights in the order of the Hugging Face model.</summary>
    public Gpt2Layer(BackboneLayout layout, Gpt2Config config, int number)
    {
        BlockSpan begun = layout.Begin();
        string path = $"transformer.h.{number}";
        (long width, long wide) = (config.ModelWidth, config.FeedForwardWidth);
        before = new(layout, $"{path}.ln_1", width, config.NormEpsilon, number);
        attention = new(layout, config, $"{path}.attn", number);
        between = new(layout, $"{path}.ln_2", width, config.NormEpsilon, number);
        into = layout.Linear(new($"{path}.mlp.c_fc", number), width, wide, true, true);
        back = layout.Linear(new($"{path}.mlp.c_proj", number), wide, width, true, true);
        activation = ActivationFunction.Named(config.Activation);
        Span = layout.End(begun);
    }

    /// <summary>The layer's weights and linear maps.</summary>
    public BlockSpan Span { get; }

    /// <summary>Maps [batch · length, width] to the same shape.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, Gpt2Frame frame, KeyValueCache? cache)
    {
        // Tensors that autograd does not keep are freed layer by layer.
        using var scope = torch.NewDisposeScope();
        x = x.add(pass.Dropout(attention.Forward(pass, before.Forward(pass, x), frame, cache)));
        return x.add(pass.Dropout(pass.Linear(back, activation(pass.Linear(into, between.Forward(pass, x)))))).MoveToOuterDisposeScope();
    }
}
