using Kif.Models.Backbones;

namespace Kif.Models.Llama;

/// <summary>One layer: attention and gated feed-forward, each after a norm.</summary>
internal sealed class LlamaLayer
{
    private readonly LlamaAttention attention;
    private readonly LinearModule gate, up, down;
    private readonly RmsNorm before, between;

    /// <summary>Declares the layer's weights in the order of the Hugging Face model.</summary>
    public LlamaLayer(BackboneLayout layout, LlamaConfig config, int number)
    {
        BlockSpan begun = layout.Begin();
        string path = $"model.layers.{number}";
        (long width, long wide, bool bias) = (config.ModelWidth, config.FeedForwardWidth, config.FeedForwardBias);
        attention = new(layout, config, $"{path}.self_attn", number);
        gate = layout.Linear($"{path}.mlp.gate_proj", width, wide, number, bias: bias);
        up = layout.Linear($"{path}.mlp.up_proj", width, wide, number, bias: bias);
        down = layout.Linear($"{path}.mlp.down_proj", wide, width, number, bias: bias);
        before = new(layout.Norm($"{path}.input_layernorm", width, number), config.NormEpsilon);
        between = new(layout.Norm($"{path}.post_attention_layernorm", width, number), config.NormEpsilon);
        Span = layout.End(begun);
    }

    /// <summary>The layer's weights and linear maps.</summary>
    public BlockSpan Span { get; }

    /// <summary>Maps [batch · length, width] to the same shape.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, LlamaFrame frame, KeyValueCache? cache)
    {
        // Tensors that autograd does not keep are freed layer by layer; residuals are added to a branch's output in place.
        using var scope = torch.NewDisposeScope();
        x = attention.Forward(pass, before.Forward(pass, x), frame, cache).add_(x);
        Tensor normed = between.Forward(pass, x);
        return pass.Linear(down, torch.nn.functional.silu(pass.Linear(gate, normed)).mul(pass.Linear(up, normed))).add_(x).MoveToOuterDisposeScope();
    }
}
