using Kif.Models.Backbones;

namespace Kif.Models.Bert;

/// <summary>One layer: attention and feed-forward, each with a norm after the residual sum.</summary>
internal sealed class BertLayer
{
    private readonly BertAttention attention;
    private readonly LayerNorm between, after;
    private readonly LinearModule into, back;
    private readonly Func<Tensor, Tensor> activation;

    /// <summary>Declares the layer's weights in the order of the Hugging Face model.</summary>
    public BertLayer(BackboneLayout layout, BertConfig config, int number)
    {
        BlockSpan begun = layout.Begin();
        string path = $"bert.encoder.layer.{number}";
        (long width, long wide) = (config.ModelWidth, config.FeedForwardWidth);
        attention = new(layout, config, $"{path}.attention", number);
        between = new(layout, $"{path}.attention.output.LayerNorm", width, config.NormEpsilon, number);
        into = layout.Linear($"{path}.intermediate.dense", width, wide, number, bias: true);
        back = layout.Linear($"{path}.output.dense", wide, width, number, bias: true);
        after = new(layout, $"{path}.output.LayerNorm", width, config.NormEpsilon, number);
        activation = ActivationFunction.Named(config.Activation);
        Span = layout.End(begun);
    }

    /// <summary>The layer's weights and linear maps.</summary>
    public BlockSpan Span { get; }

    /// <summary>Maps [batch · length, width] to the same shape.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, long batch, Tensor bias)
    {
        // Tensors that autograd does not keep are freed layer by layer.
        using var scope = torch.NewDisposeScope();
        x = between.Forward(pass, x.add(pass.Dropout(attention.Forward(pass, x, batch, bias))));
        return after.Forward(pass, x.add(pass.Dropout(pass.Linear(back, activation(pass.Linear(into, x)))))).MoveToOuterDisposeScope();
    }
}
