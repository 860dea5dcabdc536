namespace Kif.Models;

/// <summary>A pretrained model of transformers: what all families share. A family's constructor declares its modules, then loads their weights.</summary>
/// <param name="modelType">The <c>model_type</c> of its configuration.</param>
/// <param name="architecture">The architecture.</param>
/// <param name="device">The device of the weights.</param>
/// <param name="dtype">Float32, BFloat16, Float16 or Float64.</param>
internal abstract class TransformerBackbone(string modelType, ModelArchitecture architecture, Device device, ScalarType dtype) : IBackbone, ILabeledStates
{
    /// <inheritdoc/>
    public string ModelType => modelType;

    /// <inheritdoc/>
    public ModelArchitecture Architecture => architecture;

    /// <inheritdoc/>
    public Device Device => device;

    /// <inheritdoc/>
    public ScalarType DType => dtype;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterInfo> Weights => Layout.Weights;

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Tensors { get; private set; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<LinearModule> Linears => Layout.Linears;

    /// <inheritdoc/>
    public IReadOnlyList<string> DefaultLoraTargets { get; protected init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<int> EndIds { get; protected init; } = [];

    /// <inheritdoc/>
    public int LabelShift => architecture == ModelArchitecture.DecoderOnly ? 1 : 0;

    /// <inheritdoc/>
    public int? MaxPositions { get; protected init; }

    /// <inheritdoc/>
    public abstract int? EmbeddingTable { get; }

    /// <summary>The id that pads rows.</summary>
    protected int PadId { get; init; }

    /// <summary>Receives the declarations of modules.</summary>
    protected BackboneLayout Layout { get; } = new();

    /// <inheritdoc/>
    public abstract TokenBatch Collate(IReadOnlyList<EncodedExample> examples);

    /// <inheritdoc/>
    public abstract Tensor Hidden(ForwardPass pass, TokenBatch batch);

    /// <inheritdoc/>
    public abstract (Tensor States, Tensor Targets) Labeled(ForwardPass pass, TokenBatch batch);

    /// <inheritdoc/>
    public abstract Tensor Head(ForwardPass pass, Tensor rows);

    /// <inheritdoc/>
    public abstract IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens);

    /// <summary>Whether a prompt can be read once for several answers.</summary>
    public virtual bool ReadsPromptsOnce => false;

    /// <summary>Prepares the decoding of prompts that begin with a prefix; null if the model does not decode token by token.</summary>
    public virtual TransformerDecoding? Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens, SharedPrefix? prefix) => null;

    /// <summary>Reads what prompts begin with; null if that is nothing, or can't be shared. The caller owns it.</summary>
    public virtual SharedPrefix? Prefix(ForwardPass pass, IReadOnlyList<int[]> prompts) => null;

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        foreach (Tensor tensor in Tensors) tensor.Dispose();
    }

    /// <summary>Loads the weights that were declared.</summary>
    /// <param name="source">The checkpoint.</param>
    /// <param name="mayRemain">Selects the names that may be left over in addition to copies of tied weights.</param>
    /// <exception cref="InvalidDataException">A weight is missing, left over or of another shape.</exception>
    protected void Load(IWeightSource source, Func<string, bool> mayRemain) => Tensors = Layout.Load(source, device, dtype, mayRemain);
}

/// <summary>A decoder-only model, its answers continue the text. A family's constructor describes the decoder.</summary>
internal abstract class DecoderOnlyBackbone(string modelType, Device device, ScalarType dtype)
    : TransformerBackbone(modelType, ModelArchitecture.DecoderOnly, device, dtype)
{
    /// <summary>Embedding, layers and final norm.</summary>
    public abstract Transformer Decoder { get; }

    /// <inheritdoc/>
    public override int? EmbeddingTable => Decoder.Embedding.Table;

    /// <summary>The index of the head's weight, [vocabulary, width].</summary>
    protected int HeadTable { get; init; }

    /// <summary>The bound that logits approach, cap · tanh(logit / cap); null for none.</summary>
    protected double? LogitCap { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">As in the interface; or a text is longer than the model's positions.</exception>
    public override TokenBatch Collate(IReadOnlyList<EncodedExample> examples)
    {
        TokenBatch batch = CausalCollator.Collate(examples, PadId, Device);
        if (batch.InputIds.shape[1] > MaxPositions)
            using (batch) Decoder.Embedding.Positions?.Check(batch.InputIds.shape[1], 0);
        return batch;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A text is longer than the model's positions.</exception>
    public override Tensor Hidden(ForwardPass pass, TokenBatch batch)
    {
        PackedTokens tokens = PackedTokens.Of(batch.AttentionMask, pass.KeepsPadding);
        return tokens.Pad(Decoder.Forward(pass, tokens.Take(batch.InputIds), tokens.Rows));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A text is longer than the model's positions.</exception>
    public override (Tensor States, Tensor Targets) Labeled(ForwardPass pass, TokenBatch batch) => new CausalLabels(batch).States(Decoder, pass);

    /// <inheritdoc/>
    public override Tensor Head(ForwardPass pass, Tensor rows)
    {
        Tensor logits = ProductShapes.Map(rows, x => LinearProducts.Linear(x, pass.Weight(HeadTable)));
        return LogitCap is { } cap ? SoftCap.Apply(logits, cap) : logits;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A prompt is empty, or too long for the model's positions together with the new tokens.</exception>
    /// <exception cref="NotSupportedException">A token attends to later ones, too.</exception>
    public override IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens) => Decode(pass, prompts, maxNewTokens, null);

    /// <inheritdoc/>
    public override bool ReadsPromptsOnce => Decoder.Causal && !Decoder.Rotaries.Any(r => r.DependsOnLength);

    /// <inheritdoc/>
    public override TransformerDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens, SharedPrefix? prefix)
    {
        if (!Decoder.Causal)
            throw new NotSupportedException("this model attends in both directions (use_bidirectional_attention), so it can't continue a text");
        int[][] rows = [.. prompts.Select(e => e.Source)];
        if (rows.Any(r => r.Length == 0)) throw new ArgumentException("an empty prompt has nothing to continue", nameof(prompts));
        Decoder.Embedding.Positions?.Check(rows.Max(r => r.Length), maxNewTokens);
        return new(this, Decoder, pass, rows, maxNewTokens, prefix: prefix);
    }

    /// <inheritdoc/>
    public override SharedPrefix? Prefix(ForwardPass pass, IReadOnlyList<int[]> prompts) => SharedPrefix.Of(Decoder, pass, prompts, Device);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        foreach (RotaryPositions rotary in Decoder.Rotaries) rotary.Dispose();
    }
}
