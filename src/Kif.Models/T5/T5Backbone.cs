using Kif.Models.Folders;
using Kif.Models.Backbones;

namespace Kif.Models.T5;

/// <summary>A T5 encoder–decoder with frozen weights (v1.0, v1.1, Flan).</summary>
public sealed class T5Backbone : IBackbone
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
        tensors = WeightLoading.Load(layout, source, device, dtype, name => name == "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight");
    }

    /// <summary>Lists the weights of a model of this configuration, in order.</summary>
    public static IReadOnlyList<ParameterDeclaration> WeightsOf(T5Config config) => Build(config).Layout.Weights;

    /// <summary>The model's configuration.</summary>
    public T5Config Config { get; }

    /// <inheritdoc/>
    public string ModelType => "t5";

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public ScalarType DType { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterDeclaration> Weights => layout.Weights;

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

    /// <summary>Reads <c>config.json</c> and builds the model; the signature that a <see cref="BackboneRegistry"/> expects.</summary>
    public static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype) =>
        new T5Backbone(T5Config.Checked(files), files.Weights, device, dtype);

    /// <inheritdoc/>
    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples)
    {
        int[][] sources = [.. examples.Select(e => e.Source)], targets = [.. examples.Select(e => e.Target)];
        if (examples.Count == 0 || sources.Any(s => s.Length == 0) || targets.Any(t => t.Length == 0))
            throw new ArgumentException("a batch needs examples, and each needs a source and a target", nameof(examples));
        return new(
            PaddedRows.Of(sources, Config.PadId, Device), PaddedRows.Mask(sources, Device), PaddedRows.Of(targets, EncodedExample.Ignored, Device),
            targets.Sum(t => t.LongCount(id => id != EncodedExample.Ignored)));
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
        return network.Decode(pass, inputs, encoded, batch.AttentionMask).view(rows, length, Config.ModelWidth);
    }

    /// <inheritdoc/>
    public Tensor Head(ForwardPass pass, Tensor rows) => network.Head(pass, rows);

    /// <inheritdoc/>
    public IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens)
    {
        int[][] sources = [.. prompts.Select(e => e.Source)];
        using Tensor ids = PaddedRows.Of(sources, Config.PadId, Device), mask = PaddedRows.Mask(sources, Device);
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
