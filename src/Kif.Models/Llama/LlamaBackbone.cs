using Kif.Models.Folders;
using Kif.Models.Backbones;

namespace Kif.Models.Llama;

/// <summary>A decoder-only model of the LLaMA family with frozen weights.</summary>
public sealed class LlamaBackbone : IBackbone
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
        tensors = WeightLoading.Load(layout, source, device, dtype, name => name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal));
        rope = new(config.HalvedRotations ? new HalvedRope(config.Rope) : config.Rope, device, dtype);
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
    public IReadOnlyList<ParameterDeclaration> Weights => layout.Weights;

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

    /// <summary>Reads <c>config.json</c> and builds the model; the signature that a <see cref="BackboneRegistry"/> expects.</summary>
    public static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype) =>
        new LlamaBackbone(LlamaConfig.Checked(files), files.Weights, device, dtype);

    /// <inheritdoc/>
    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples) => ContinuedText.Collate(examples, Config.PadId, Device);

    /// <inheritdoc/>
    public Tensor Hidden(ForwardPass pass, TokenBatch batch)
    {
        (long rows, long length) = (batch.InputIds.shape[0], batch.InputIds.shape[1]);
        LlamaFrame frame = network.Frame(rope, batch.AttentionMask, null, length, network.Bias(batch.AttentionMask, DType));
        return network.Forward(pass, batch.InputIds, frame).view(rows, length, Config.ModelWidth);
    }

    /// <inheritdoc/>
    public Tensor Head(ForwardPass pass, Tensor rows) => network.Head(pass, rows);

    /// <inheritdoc/>
    public IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens)
    {
        int[][] rows = [.. prompts.Select(e => e.Source)];
        if (rows.Any(r => r.Length == 0)) throw new ArgumentException("an empty prompt has nothing to continue", nameof(prompts));
        return new LlamaDecoding(network, Config, rope, pass,
            PaddedRows.Of(rows, Config.PadId, Device, left: true), PaddedRows.Mask(rows, Device, left: true), maxNewTokens, tensors[0]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in tensors) tensor.Dispose();
        rope.Dispose();
    }
}
