namespace Kif.Models;

/// <summary>A decoder-only model of the LLaMA family with frozen weights.</summary>
internal sealed class LlamaBackbone : IBackbone
{
    private readonly BackboneLayout layout = new();
    private readonly LlamaNetwork network;
    private readonly RopeTable rope;
    private readonly Tensor[] tensors;

    /// <summary>Loads the weights of a checkpoint.</summary>
    /// <param name="config">The model's configuration.</param>
    /// <param name="source">The checkpoint; a copy of a tied head and rotary buffers may be left over.</param>
    /// <param name="device">The device of the weights.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <exception cref="InvalidDataException">A weight is missing, left over or of another shape.</exception>
    public LlamaBackbone(LlamaConfig config, IWeightSource source, Device device, ScalarType dtype)
    {
        (Config, Device, DType) = (config, device, dtype);
        network = new(layout, config);
        tensors = layout.Load(source, device, dtype, name => name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal));
        rope = new(config.Float16InverseFrequencies ? new Float16Rope(config.Rope) : config.Rope, device, dtype);
    }

    /// <summary>The model's configuration.</summary>
    public LlamaConfig Config { get; }

    /// <inheritdoc/>
    public string ModelType => "llama";

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
    public IReadOnlyList<string> DefaultLoraTargets => ["q_proj", "v_proj"];

    /// <inheritdoc/>
    public IReadOnlyList<int> EndIds => Config.EndIds;

    /// <inheritdoc/>
    public int LabelShift => 1;

    /// <summary>Reads <c>config.json</c> and builds the model; the signature of <see cref="BackboneRegistration.AddBackbone"/>.</summary>
    public static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype) =>
        new LlamaBackbone(LlamaConfig.Checked(files), files.Weights, device, dtype);

    /// <inheritdoc/>
    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples) => CausalCollator.Collate(examples, Config.PadId, Device);

    /// <inheritdoc/>
    public Tensor Hidden(ForwardPass pass, TokenBatch batch)
    {
        (long rows, long length) = (batch.InputIds.shape[0], batch.InputIds.shape[1]);
        LlamaPassInputs inputs = network.PassInputs(rope, batch.AttentionMask, null, length, network.Bias(batch.AttentionMask, DType));
        return network.Forward(pass, batch.InputIds, inputs).view(rows, length, Config.HiddenSize);
    }

    /// <inheritdoc/>
    public Tensor Head(ForwardPass pass, Tensor rows) => network.Head(pass, rows);

    /// <inheritdoc/>
    public IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens)
    {
        int[][] rows = [.. prompts.Select(e => e.Source)];
        if (rows.Any(r => r.Length == 0)) throw new ArgumentException("an empty prompt has nothing to continue", nameof(prompts));
        return new LlamaDecoding(network, Config, rope, pass,
            RowPadding.Pad(rows, Config.PadId, Device, left: true), RowPadding.Mask(rows, Device, left: true), maxNewTokens, tensors[0]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in tensors) tensor.Dispose();
        rope.Dispose();
    }
}

/// <summary>Step-by-step decoding of left-padded prompts: the prompt in one pass, then one token at a time.</summary>
internal sealed class LlamaDecoding : IDecoding
{
    private readonly LlamaNetwork network;
    private readonly RopeTable rope;
    private readonly ForwardPass pass;
    private readonly Tensor prompt, mask, counts, one, maskBias;
    private readonly KeyValueCache[] caches;
    private readonly long most;
    private long filled;

    /// <summary>Takes ownership of the prompt and its mask, both int64 [batch, length].</summary>
    public LlamaDecoding(LlamaNetwork network, LlamaConfig config, RopeTable rope, ForwardPass pass, Tensor prompt, Tensor mask, int maxNewTokens, Tensor like)
    {
        using var scope = torch.NewDisposeScope();
        (this.network, this.rope, this.pass, this.prompt, this.mask) = (network, rope, pass, prompt, mask);
        long batch = mask.shape[0];
        most = mask.shape[1] + maxNewTokens;
        counts = mask.sum(1, keepdim: true).DetachFromDisposeScope();
        one = torch.ones_like(counts).DetachFromDisposeScope();
        Tensor everything = torch.cat([mask, torch.ones(batch, maxNewTokens, dtype: mask.dtype, device: mask.device)], 1);
        maskBias = Attention.MaskBias(everything, like.dtype).repeat_interleave(config.KeyValueHeads, 0).unsqueeze(1).DetachFromDisposeScope();
        caches = [.. Enumerable.Range(0, config.Layers).Select(_ => new KeyValueCache(batch * config.KeyValueHeads, most, config.HeadDim, like))];
    }

    public Tensor Next(Tensor? last)
    {
        using var scope = torch.NewDisposeScope();
        Tensor states;
        if (last is null)
        {
            filled = prompt.shape[1];
            LlamaPassInputs inputs = network.PassInputs(rope, mask, null, most, network.Bias(mask, maskBias.dtype));
            states = network.Forward(pass, prompt, inputs, caches).view(prompt.shape[0], filled, -1).select(1, filled - 1);
        }
        else
        {
            filled++;
            states = network.Forward(pass, last, network.PassInputs(rope, one, counts, most, maskBias.narrow(2, 0, filled)), caches);
            counts.add_(one);
        }
        return network.Head(pass, states).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (KeyValueCache cache in caches) cache.Dispose();
        foreach (Tensor tensor in new[] { prompt, mask, counts, one, maskBias }) tensor.Dispose();
    }
}
