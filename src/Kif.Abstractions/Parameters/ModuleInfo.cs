namespace Kif;

/// <summary>The module that a trainable tensor belongs to.</summary>
/// <param name="Path">Its path as Hugging Face spells it, e.g. <c>encoder.block.0.layer.0.SelfAttention.q</c>.</param>
/// <param name="Layer">The layer's number, counted from 0 within its stack; null outside layers.</param>
/// <param name="Heads">Number of attention heads that the output (or, for output projections, the input) splits into; null elsewhere.</param>
public sealed record ModuleInfo(string Path, int? Layer = null, int? Heads = null)
{
    /// <summary>Whether the heads split the input, as in an attention's output projection. Default: false, they split the output.</summary>
    public bool HeadsAtInput { get; init; }

    /// <summary>How often the attention's heads follow one another in <see cref="Heads"/>: 3 where one map gives queries, keys and values. Default: 1.</summary>
    public int HeadRepeats { get; init; } = 1;

    /// <summary>Path of the attention that the heads belong to; null where it is what contains the module.</summary>
    public string? Attention { get; init; }

    /// <summary>Whether the module's own weight is stored as [inputs, outputs]; LoRA factors never are. Default: false.</summary>
    public bool Transposed { get; init; }
}
