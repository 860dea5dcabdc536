namespace Kif.Models;

/// <summary>Encoder and decoder stacks; the weights themselves come with each pass.</summary>
internal sealed class T5Network
{
    private readonly T5Config config;
    private readonly int shared, head;
    private readonly RmsNorm encoderNorm, decoderNorm;
    private readonly T5Positions encoderPositions, decoderPositions;
    private readonly T5Block[] encoder;

    /// <summary>Declares all weights in the order of the Hugging Face model.</summary>
    public T5Network(BackboneLayout layout, T5Config config)
    {
        this.config = config;
        long[] table = [config.VocabSize, config.HiddenSize];
        string[] aliases = ["encoder.embed_tokens.weight", "decoder.embed_tokens.weight"];
        shared = layout.Weight("shared", table, config.TieWordEmbeddings ? [.. aliases, "lm_head.weight"] : aliases);
        (encoder, encoderPositions, encoderNorm) = Stack(layout, "encoder", config.EncoderLayers, false);
        (Decoder, decoderPositions, decoderNorm) = Stack(layout, "decoder", config.DecoderLayers, true);
        head = config.TieWordEmbeddings ? shared : layout.Weight("lm_head", table);
    }

    /// <summary>The decoder's blocks.</summary>
    public T5Block[] Decoder { get; }

    /// <summary>Encodes ids [batch, length] to [batch · length, width].</summary>
    public Tensor Encode(ForwardPass pass, Tensor ids, Tensor mask)
    {
        (long batch, int length) = (ids.shape[0], (int)ids.shape[1]);
        Tensor bias = encoderPositions.Bias(pass, 0, length, length).unsqueeze(0).add(MaskBias(pass, mask).view(batch, 1, 1, length)).view(-1, length, length);
        Tensor x = Embed(pass, ids);
        foreach (T5Block block in encoder)
            x = pass.Checkpoint(block.Span, [x, bias],
                (p, t) => block.Forward(p, t[0], batch, states => block.Self.KeysAndValues(p, states, batch), t[1]));
        return pass.Dropout(encoderNorm.Forward(pass, x));
    }

    /// <summary>Decodes all positions at once: [batch, length] to [batch · length, width].</summary>
    public Tensor Decode(ForwardPass pass, Tensor ids, Tensor encoded, Tensor mask)
    {
        (long batch, int length) = (ids.shape[0], (int)ids.shape[1]);
        Tensor causal = torch.full(length, length, Attention.Masked(encoded.dtype), dtype: encoded.dtype, device: encoded.device).triu_(1);
        Tensor bias = DecoderBias(pass, length).add(causal).unsqueeze(0).expand(batch, -1, -1, -1).reshape(-1, length, length);
        Tensor crossBias = CrossBias(pass, mask), x = Embed(pass, ids);
        foreach (T5Block block in Decoder)
            x = pass.Checkpoint(block.Span, [x, bias, encoded, crossBias], (p, t) =>
                block.Forward(p, t[0], batch, states => block.Self.KeysAndValues(p, states, batch), t[1], block.Cross!.KeysAndValues(p, t[2], batch), t[3]));
        return Finish(pass, x);
    }

    /// <summary>Looks up embeddings as [batch · length, width].</summary>
    public Tensor Embed(ForwardPass pass, Tensor ids) => pass.Dropout(pass.Weight(shared).index_select(0, ids.reshape(-1)));

    /// <summary>Computes the position bias of the decoder, [heads, length, length].</summary>
    public Tensor DecoderBias(ForwardPass pass, int length) => decoderPositions.Bias(pass, 0, length, length);

    /// <summary>Computes the encoder's padding as a bias, [batch · heads, 1, length].</summary>
    public Tensor CrossBias(ForwardPass pass, Tensor mask) => MaskBias(pass, mask).repeat_interleave(config.Heads, 0).unsqueeze(1);

    /// <summary>Applies the decoder's final norm.</summary>
    public Tensor Finish(ForwardPass pass, Tensor x) => pass.Dropout(decoderNorm.Forward(pass, x));

    /// <summary>Computes logits; a tied head multiplies states scaled by width^(−1/2).</summary>
    public Tensor Head(ForwardPass pass, Tensor x) =>
        torch.nn.functional.linear(config.TieWordEmbeddings ? x.mul(Math.Pow(config.HiddenSize, -0.5)) : x, pass.Weight(head));

    private Tensor MaskBias(ForwardPass pass, Tensor mask) => Attention.MaskBias(mask, pass.Weight(shared).dtype);

    private (T5Block[], T5Positions, RmsNorm) Stack(BackboneLayout layout, string name, int layers, bool decoder)
    {
        T5Positions? positions = null;
        T5Block[] blocks = new T5Block[layers];
        for (int i = 0; i < layers; i++) blocks[i] = new(layout, config, name, i, decoder, ref positions);
        return (blocks, positions!, new(layout.Norm($"{name}.final_layer_norm", config.HiddenSize), config.NormEpsilon));
    }
}
