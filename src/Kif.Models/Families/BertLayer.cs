namespace Kif.Models;

/// <summary>One layer: attention and feed-forward, each with a norm after the residual sum.</summary>
internal sealed class BertLayer
{
    private readonly BertAttention attention;
    private readonly LayerNorm attentionOutputNorm, outputNorm;
    private readonly LinearModule intermediate, output;
    private readonly Func<Tensor, Tensor> activation;

    /// <summary>Declares the layer's weights in the order of the Hugging Face model.</summary>
    public BertLayer(BackboneLayout layout, BertConfig config, int number)
    {
        (Range Weights, Range Linears) begun = layout.BeginBlock();
        string path = $"bert.encoder.layer.{number}";
        (long width, long wide) = (config.HiddenSize, config.IntermediateSize);
        attention = new(layout, config, $"{path}.attention", number);
        attentionOutputNorm = new(layout, $"{path}.attention.output.LayerNorm", width, config.NormEpsilon, number);
        intermediate = layout.Linear($"{path}.intermediate.dense", width, wide, number, bias: true);
        output = layout.Linear($"{path}.output.dense", wide, width, number, bias: true);
        outputNorm = new(layout, $"{path}.output.LayerNorm", width, config.NormEpsilon, number);
        activation = ActivationFunction.Named(config.Activation);
        Span = layout.EndBlock(begun);
    }

    /// <summary>The layer's weights and linear maps.</summary>
    public (Range Weights, Range Linears) Span { get; }

    /// <summary>Maps [batch · length, width] to the same shape.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, long batch, Tensor bias)
    {
        // Tensors that autograd does not keep are freed layer by layer.
        using var scope = torch.NewDisposeScope();
        x = attentionOutputNorm.Forward(pass, x.add(pass.Dropout(attention.Forward(pass, x, batch, bias))));
        return outputNorm.Forward(pass, x.add(pass.Dropout(pass.Linear(output, activation(pass.Linear(intermediate, x)))))).MoveToOuterDisposeScope();
    }
}

/// <summary>Bidirectional attention, including its output projection.</summary>
internal sealed class BertAttention
{
    private readonly LinearModule q, k, v, o;
    private readonly int heads;
    private readonly double scale;

    /// <summary>Declares the four projections.</summary>
    public BertAttention(BackboneLayout layout, BertConfig config, string path, int layer)
    {
        (heads, long width) = (config.Heads, config.HiddenSize);
        scale = Math.Pow(width / heads, -0.5);
        q = layout.Linear(new($"{path}.self.query", layer, heads) { AttentionPath = path }, width, width, true, false);
        k = layout.Linear(new($"{path}.self.key", layer, heads) { AttentionPath = path }, width, width, true, false);
        v = layout.Linear(new($"{path}.self.value", layer, heads) { AttentionPath = path }, width, width, true, false);
        o = layout.Linear(new($"{path}.output.dense", layer, heads) { AttentionPath = path, HeadsAtInput = true }, width, width, true, false);
    }

    /// <summary>Maps [batch · length, width] to the same shape; the bias hides padding.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, long batch, Tensor bias)
    {
        Tensor queries = Attention.Split(pass.Linear(q, x).mul(scale), batch, heads);
        Tensor keys = Attention.Split(pass.Linear(k, x), batch, heads), values = Attention.Split(pass.Linear(v, x), batch, heads);
        return pass.Linear(o, Attention.Join(Attention.Apply(pass, queries, keys, values, bias), batch));
    }
}
