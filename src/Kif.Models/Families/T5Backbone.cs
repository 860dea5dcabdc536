namespace Kif.Models;

/// <summary>A T5 encoder–decoder with frozen weights (v1.0, v1.1, Flan).</summary>
internal sealed class T5Backbone : IBackbone
{
    private readonly BackboneLayout layout;
    private readonly T5Network network;
    private readonly Tensor[] tensors;

    /// <summary>Loads the weights of a checkpoint.</summary>
    /// <param name="config">The model's configuration.</param>
    /// <param name="source">The checkpoint; copies of tied weights may be left over.</param>
    /// <param name="device">The device of the weights.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <exception cref="InvalidDataException">A weight is missing, left over or of another shape.</exception>
    public T5Backbone(T5Config config, IWeightSource source, Device device, ScalarType dtype)
    {
        (layout, network) = Build(config);
        (Config, Device, DType) = (config, device, dtype);
        tensors = layout.Load(source, device, dtype, name => name == "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight");
    }

    /// <summary>Lists the weights of a model of this configuration, in order.</summary>
    public static IReadOnlyList<ParameterInfo> WeightsOf(T5Config config) => Build(config).Layout.Weights;

    /// <summary>The model's configuration.</summary>
    public T5Config Config { get; }

    /// <inheritdoc/>
    public string ModelType => "t5";

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
    public IReadOnlyList<string> DefaultLoraTargets => ["q", "v"];

    /// <inheritdoc/>
    public IReadOnlyList<int> EndIds => Config.EndIds;

    /// <inheritdoc/>
    public int LabelShift => 0;

    /// <summary>Reads <c>config.json</c> and builds the model; the signature of <see cref="BackboneRegistration.AddBackbone"/>.</summary>
    public static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype) =>
        new T5Backbone(T5Config.Checked(files), files.Weights, device, dtype);

    /// <inheritdoc/>
    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples)
    {
        int[][] sources = [.. examples.Select(e => e.Source)], targets = [.. examples.Select(e => e.Target)];
        if (examples.Count == 0 || sources.Any(s => s.Length == 0) || targets.Any(t => t.Length == 0))
            throw new ArgumentException("a batch needs examples, and each needs a source and a target", nameof(examples));
        return new(
            RowPadding.Pad(sources, Config.PadId, Device), RowPadding.Mask(sources, Device), RowPadding.Pad(targets, EncodedExample.IgnoreIndex, Device),
            targets.Sum(t => t.LongCount(id => id != EncodedExample.IgnoreIndex)));
    }

    /// <inheritdoc/>
    public Tensor Hidden(ForwardPass pass, TokenBatch batch)
    {
        // Decoder inputs are the labels one step later, with padding where there is no label.
        (long rows, long length) = (batch.Labels.shape[0], batch.Labels.shape[1]);
        Tensor start = torch.full(rows, 1, Config.DecoderStartId, dtype: ScalarType.Int64, device: Device);
        Tensor inputs = torch.cat([start, batch.Labels.narrow(1, 0, length - 1)], 1);
        inputs = inputs.masked_fill(inputs.lt(0), Config.PadId);
        Tensor encoded = network.Encode(pass, batch.InputIds, batch.AttentionMask);
        return network.Decode(pass, inputs, encoded, batch.AttentionMask).view(rows, length, Config.HiddenSize);
    }

    /// <inheritdoc/>
    public Tensor Head(ForwardPass pass, Tensor rows) => network.Head(pass, rows);

    /// <inheritdoc/>
    public IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens)
    {
        int[][] sources = [.. prompts.Select(e => e.Source)];
        using Tensor ids = RowPadding.Pad(sources, Config.PadId, Device), mask = RowPadding.Mask(sources, Device);
        return new T5Decoding(network, Config, pass, ids, mask, maxNewTokens);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in tensors) tensor.Dispose();
    }

    private static (BackboneLayout Layout, T5Network Network) Build(T5Config config)
    {
        var layout = new BackboneLayout();
        return (layout, new T5Network(layout, config));
    }
}

/// <summary>Step-by-step decoding: the encoder runs once, keys and values are kept.</summary>
internal sealed class T5Decoding : IDecoding
{
    private readonly T5Network network;
    private readonly ForwardPass pass;
    private readonly long batch;
    private readonly Tensor positions, crossBias, start;
    private readonly (Tensor Keys, Tensor Values)[] encoded;
    private readonly KeyValueCache[] caches;
    private int step;

    public T5Decoding(T5Network network, T5Config config, ForwardPass pass, Tensor ids, Tensor mask, int maxNewTokens)
    {
        using var scope = torch.NewDisposeScope();
        (this.network, this.pass, batch) = (network, pass, ids.shape[0]);
        Tensor states = network.Encode(pass, ids, mask);
        encoded = [.. network.Decoder.Select(block => block.Cross!.KeysAndValues(pass, states, batch))];
        foreach ((Tensor keys, Tensor values) in encoded)
        {
            keys.DetachFromDisposeScope();
            values.DetachFromDisposeScope();
        }
        positions = network.DecoderBias(pass, maxNewTokens).repeat(batch, 1, 1).DetachFromDisposeScope();
        crossBias = network.CrossBias(pass, mask).DetachFromDisposeScope();
        start = torch.full(batch, config.DecoderStartId, dtype: ScalarType.Int64, device: ids.device).DetachFromDisposeScope();
        caches = [.. network.Decoder.Select(_ => new KeyValueCache(batch * config.Heads, maxNewTokens, config.HeadDim, states))];
    }

    public Tensor Next(Tensor? last)
    {
        using var scope = torch.NewDisposeScope();
        Tensor x = network.Embed(pass, last ?? start), bias = positions.narrow(1, step, 1).narrow(2, 0, step + 1);
        for (int i = 0; i < caches.Length; i++)
        {
            (T5Block block, KeyValueCache cache) = (network.Decoder[i], caches[i]);
            x = block.Forward(pass, x, batch, states => cache.Append(block.Self.KeysAndValues(pass, states, batch)), bias, encoded[i], crossBias);
        }
        step++;
        return network.Head(pass, network.Finish(pass, x)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (KeyValueCache cache in caches) cache.Dispose();
        foreach ((Tensor keys, Tensor values) in encoded)
        {
            keys.Dispose();
            values.Dispose();
        }
        positions.Dispose();
        crossBias.Dispose();
        start.Dispose();
    }
}
