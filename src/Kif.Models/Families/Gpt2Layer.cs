namespace Kif.Models;

/// <summary>One layer: attention and feed-forward, each after a norm.</summary>
internal sealed class Gpt2Layer
{
    private readonly LayerNorm ln1, ln2;
    private readonly Gpt2Attention attention;
    private readonly LinearModule cFc, cProj;
    private readonly Func<Tensor, Tensor> activation;

    /// <summary>Declares the layer's weights in the order of the Hugging Face model.</summary>
    public Gpt2Layer(BackboneLayout layout, Gpt2Config config, int number)
    {
        (Range Weights, Range Linears) begun = layout.BeginBlock();
        string path = $"transformer.h.{number}";
        (long width, long wide) = (config.HiddenSize, config.IntermediateSize);
        ln1 = new(layout, $"{path}.ln_1", width, config.NormEpsilon, number);
        attention = new(layout, config, $"{path}.attn", number);
        ln2 = new(layout, $"{path}.ln_2", width, config.NormEpsilon, number);
        cFc = layout.Linear(new($"{path}.mlp.c_fc", number), width, wide, true, true);
        cProj = layout.Linear(new($"{path}.mlp.c_proj", number), wide, width, true, true);
        activation = ActivationFunction.Named(config.Activation);
        Span = layout.EndBlock(begun);
    }

    /// <summary>The layer's weights and linear maps.</summary>
    public (Range Weights, Range Linears) Span { get; }

    /// <summary>Maps [batch · length, width] to the same shape.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, Gpt2PassInputs inputs, KeyValueCache? cache)
    {
        // Tensors that autograd does not keep are freed layer by layer.
        using var scope = torch.NewDisposeScope();
        x = x.add(pass.Dropout(attention.Forward(pass, ln1.Forward(pass, x), inputs, cache)));
        return x.add(pass.Dropout(pass.Linear(cProj, activation(pass.Linear(cFc, ln2.Forward(pass, x)))))).MoveToOuterDisposeScope();
    }
}

/// <summary>Causal attention with one linear map for queries, keys and values.</summary>
internal sealed class Gpt2Attention
{
    private readonly LinearModule cAttn, cProj;
    private readonly int heads;
    private readonly double scale;

    /// <summary>Declares the two linear maps; the outputs of the first are the heads' queries, then their keys, then their values.</summary>
    public Gpt2Attention(BackboneLayout layout, Gpt2Config config, string path, int layer)
    {
        (heads, long width) = (config.Heads, config.HiddenSize);
        cAttn = layout.Linear(new($"{path}.c_attn", layer, 3 * heads) { HeadRepeats = 3 }, width, 3 * width, true, true);
        cProj = layout.Linear(new($"{path}.c_proj", layer, heads) { HeadsAtInput = true }, width, width, true, true);
        scale = (config.ScalesScores ? Math.Pow(width / heads, -0.5) : 1) / (config.ScalesScoresByLayer ? layer + 1 : 1);
    }

    /// <summary>Maps [batch · length, width] to the same shape, with or without a cache of earlier keys and values.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x, Gpt2PassInputs inputs, KeyValueCache? cache)
    {
        Tensor[] parts = [.. pass.Linear(cAttn, x).chunk(3, -1).Select(part => Attention.Split(part, inputs.Batch, heads))];
        (Tensor Keys, Tensor Values) memory = cache is null ? (parts[1], parts[2]) : cache.Append((parts[1], parts[2]));
        Tensor mixed = Attention.Apply(pass, parts[0].mul(scale), memory.Keys, memory.Values, inputs.Bias);
        return pass.Linear(cProj, Attention.Join(mixed, inputs.Batch));
    }
}
