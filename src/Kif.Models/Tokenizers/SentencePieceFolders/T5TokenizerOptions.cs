namespace Kif.Models.Tokenizers;

/// <summary>What the files beside a T5 <c>spiece.model</c> may change.</summary>
public sealed record T5TokenizerOptions
{
    /// <summary>Number of sentinels <c>&lt;extra_id_N&gt;</c> after the pieces (<c>extra_ids</c>). Default: 100.</summary>
    public int ExtraIds { get; init; } = 100;

    /// <summary>
    /// Whether the text after a special token begins a word even without a blank (<c>legacy</c>). Default: true, as in every published T5.
    /// </summary>
    public bool Legacy { get; init; } = true;

    /// <summary>Whether text begins with a word even where it has no blank first (<c>add_prefix_space</c>). Default: true.</summary>
    public bool AddPrefixSpace { get; init; } = true;
}
