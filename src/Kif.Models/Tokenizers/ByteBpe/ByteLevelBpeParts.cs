namespace Kif.Models.Tokenizers;

/// <summary>All that a folder says about a byte-level BPE tokenizer.</summary>
internal sealed record ByteLevelBpeParts
{
    /// <summary>Id of each token, added tokens not necessarily included.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    public required BpeMerges Merges { get; init; }

    /// <summary>Whether a word that is a token as it stands is not merged.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>The token for bytes outside the vocabulary; null: they vanish.</summary>
    public string? Unknown { get; init; }

    /// <summary>Whether a run of unknown bytes is one token.</summary>
    public bool FuseUnknown { get; init; }

    public required AddedTokens Added { get; init; }

    /// <summary>Cuts made one after the other before the words become bytes.</summary>
    public IReadOnlyList<ISplitter> Splitters { get; init; } = [];

    /// <summary>Whether each part then gets a blank before it, unless it begins with one.</summary>
    public bool AddPrefixSpace { get; init; }

    /// <summary>Whether each part is then cut by the pattern of GPT-2.</summary>
    public bool UseRegex { get; init; } = true;

    /// <summary>Ids that encoding puts before a text.</summary>
    public int[] Before { get; init; } = [];

    /// <summary>Ids that encoding puts after a text.</summary>
    public int[] After { get; init; } = [];

    public int? BeginId { get; init; }

    public int? EndId { get; init; }

    public int? PadId { get; init; }

    public int? UnknownId { get; init; }
}
