namespace Kif.Models.Tokenizers.ByteBpe;

/// <summary>What a byte-level BPE tokenizer is made of.</summary>
internal sealed record ByteBpeSettings
{
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    public required IEnumerable<(string Left, string Right)> Merges { get; init; }

    public required IReadOnlyList<(string Text, int Id, bool Special)> Added { get; init; }

    /// <summary>Whether every number character stands alone.</summary>
    public bool SplitDigits { get; init; }

    /// <summary>Whether text is split into words by GPT-2's pattern.</summary>
    public bool SplitWords { get; init; } = true;

    /// <summary>Whether a text that does not begin with a blank gets one.</summary>
    public bool PrefixBlank { get; init; }

    /// <summary>Whether a word that is in the vocabulary is taken whole.</summary>
    public bool IgnoreMerges { get; init; }

    public string? Begin { get; init; }

    public string? End { get; init; }

    public string? Pad { get; init; }

    public string? Unknown { get; init; }
}
