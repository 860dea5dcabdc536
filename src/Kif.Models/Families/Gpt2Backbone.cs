namespace Kif.Models;

/// <summary>A GPT-2 model with frozen weights. Its linear maps are stored as [inputs, outputs], as in Hugging Face's files.</summary>
internal sealed class Gpt2Backbone : IBackbone
{
    private readonly BackboneLayout layout = new();
    private readonly Gpt2Network network;
    private readonly Tensor[] tensors;

    /// <summary>Loads the weights of a checkpoint.</summary>
    /// <param name="config">The model's configuration.</param>
    /// <param name="source">The checkpoint, with or without the prefix <c>transformer.</c>; a copy of a tied head and causal masks may be left over.</param>
    /// <param name="device">The device of the weights.</param>
    /// <param name="dtype">Float32, BFloat16, Float16 or Float64.</param>
    /// <exception cref="InvalidDataException">A weight is missing, left over or of another shape.</exception>
    public Gpt2Backbone(Gpt2Config config, IWeightSource source, Device device, ScalarType dtype)
    {
        (Config, Device, DType) = (config, device, dtype);
        network = new(layout, config);
        tensors = layout.Load(Gpt2Weights.Named(source), device, dtype, Gpt2Weights.MayRemain);
    }

    /// <summary>The model's configuration.</summary>
    public Gpt2Config Config { get; }

    /// <inheritdoc/>
    public string ModelType => "gpt2";

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public ScalarType DType { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterInfo> Weights => layout.Weights;

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Tensors => tensors;

    /// <inheritdoc/>
    public IReadOnlyList<LinearModule> Linears => layout.Linears;

    /// <inheritdoc/>
    public IReadOnlyList<string> DefaultLoraTargets => ["c_attn"];

    /// <inheritdoc/>
    public IReadOnlyList<int> EndIds => Config.EndIds;

    /// <inheritdoc/>
    public int LabelShift => 1;

    /// <inheritdoc/>
    public int? MaxPositions => Config.MaxPositions;

    /// <summary>Reads <c>config.json</c> and builds the model; the signature of <see cref="BackboneRegistration.AddBackbone"/>.</summary>
    public static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype) =>
        new Gpt2Backbone(Gpt2Config.Checked(files, Gpt2Weights.Named(files.Weights)), files.Weights, device, dtype);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">As in the interface; or a text is longer than the model's positions.</exception>
    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples)
    {
        TokenBatch batch = CausalCollator.Collate(examples, Config.PadId, Device);
        if (batch.InputIds.shape[1] <= Config.MaxPositions) return batch;
        using (batch) network.Positions.Check(batch.InputIds.shape[1], 0);
        return batch;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A text is longer than the model's positions.</exception>
    public Tensor Hidden(ForwardPass pass, TokenBatch batch)
    {
        network.Positions.Check(batch.AttentionMask);
        return network.Forward(pass, batch.InputIds, network.PassInputs(batch.AttentionMask, pass.Weight(0).dtype))
            .view(batch.InputIds.shape[0], batch.InputIds.shape[1], Config.HiddenSize);
    }

    /// <inheritdoc/>
    public Tensor Head(ForwardPass pass, Tensor rows) => network.Head(pass, rows);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A prompt is empty, or too long for the model's positions together with the new tokens.</exception>
    public IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens)
    {
        int[][] rows = [.. prompts.Select(e => e.Source)];
        if (rows.Any(r => r.Length == 0)) throw new ArgumentException("an empty prompt has nothing to continue", nameof(prompts));
        network.Positions.Check(rows.Max(r => r.Length), maxNewTokens);
        return new Gpt2Decoding(network, Config, pass,
            RowPadding.Pad(rows, Config.PadId, Device, left: true), RowPadding.Mask(rows, Device, left: true), maxNewTokens, pass.Weight(0));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in tensors) tensor.Dispose();
    }
}

/// <summary>Step-by-step decoding of left-padded prompts: the prompt in one pass, then one token at a time.</summary>
internal sealed class Gpt2Decoding : IDecoding
{
    private readonly Gpt2Network network;
    private readonly ForwardPass pass;
    private readonly Tensor prompt, mask, counts, one, maskBias;
    private readonly KeyValueCache[] caches;
    private long filled;

    /// <summary>Takes ownership of the prompt and its mask, both int64 [batch, length].</summary>
    public Gpt2Decoding(Gpt2Network network, Gpt2Config config, ForwardPass pass, Tensor prompt, Tensor mask, int maxNewTokens, Tensor like)
    {
        using var scope = torch.NewDisposeScope();
        (this.network, this.pass, this.prompt, this.mask) = (network, pass, prompt, mask);
        (long batch, filled) = (mask.shape[0], mask.shape[1]);
        counts = mask.sum(1, keepdim: true).DetachFromDisposeScope();
        one = torch.ones_like(counts).DetachFromDisposeScope();
        Tensor everything = torch.cat([mask, torch.ones(batch, maxNewTokens, dtype: mask.dtype, device: mask.device)], 1);
        maskBias = Attention.MaskBias(everything, like.dtype).repeat_interleave(config.Heads, 0).unsqueeze(1).DetachFromDisposeScope();
        caches = [.. Enumerable.Range(0, config.Layers)
            .Select(_ => new KeyValueCache(batch * config.Heads, filled + maxNewTokens, config.HiddenSize / config.Heads, like))];
    }

    public Tensor Next(Tensor? last)
    {
        using var scope = torch.NewDisposeScope();
        if (last is null)
        {
            Tensor all = network.Forward(pass, prompt, network.PassInputs(mask, maskBias.dtype), caches).view(prompt.shape[0], filled, -1);
            return network.Head(pass, all.select(1, filled - 1)).MoveToOuterDisposeScope();
        }
        filled++;
        Gpt2PassInputs inputs = new Gpt2PassInputs(prompt.shape[0], LearnedPositions.PositionIds(one, counts), maskBias.narrow(2, 0, filled));
        counts.add_(one);
        return network.Head(pass, network.Forward(pass, last, inputs, caches)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (KeyValueCache cache in caches) cache.Dispose();
        foreach (Tensor tensor in new[] { prompt, mask, counts, one, maskBias }) tensor.Dispose();
    }
}
