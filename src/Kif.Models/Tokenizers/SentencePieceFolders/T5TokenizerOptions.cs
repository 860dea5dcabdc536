namespace Kif.Models.Tokenizers;

/// <summary>The settings of a T5 tokenizer that the files beside <c>spiece.model</c> may change.</summary>
public sealed record T5TokenizerOptions
{
    /// <summary>The number of sentinels <c>&lt;extra_id_N&gt;</c> after the pieces (<c>extra_ids</c>). Default: 100.</summary>
    public int ExtraIds { get; init; } = 100;

    /// <summary>
    /// Whether the text after a special token begins a word even without a space (<c>legacy</c>). Default: true, as in every published T5.
    /// </summary>
    public bool Legacy { get; init; } = true;

    /// <summary>Whether text begins with a word even if no space precedes it (<c>add_prefix_space</c>). Default: true.</summary>
    public bool AddPrefixSpace { get; init; } = true;
}
