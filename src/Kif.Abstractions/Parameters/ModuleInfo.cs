namespace Kif;

/// <summary>The module that a trainable tensor belongs to.</summary>
/// <param name="Path">Its Hugging Face path, e.g. <c>encoder.block.0.layer.0.SelfAttention.q</c>.</param>
/// <param name="Layer">The layer's number, counted from 0 within its stack; null outside layers.</param>
/// <param name="Heads">Number of attention heads in the output (or, for output projections, in the input); null elsewhere.</param>
public sealed record ModuleInfo(string Path, int? Layer = null, int? Heads = null)
{
    /// <summary>Whether the heads are in the input, as in an attention's output projection. Default: false, they are in the output.</summary>
    public bool HeadsAtInput { get; init; }

    /// <summary>
    /// The number of times the attention's heads repeat in <see cref="Heads"/>: 3 where one map computes queries, keys and values. Default: 1.
    /// </summary>
    public int HeadRepeats { get; init; } = 1;

    /// <summary>The path of the attention that the heads belong to; null if that is the module's parent.</summary>
    public string? AttentionPath { get; init; }

    /// <summary>Whether the module's own weight is stored as [inputs, outputs]; LoRA factors never are. Default: false.</summary>
    public bool Transposed { get; init; }
}
