namespace Kif.Models.Tokenizers;

/// <summary>Vocabulary and settings of a BPE model.</summary>
internal sealed record BpeSettings
{
    /// <summary>Id of each token, added tokens not necessarily included.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    public required BpeMerges Merges { get; init; }

    /// <summary>Whether the symbols of a word are its UTF-8 bytes (GPT-2) instead of its characters (SentencePiece).</summary>
    public bool ByteLevel { get; init; }

    /// <summary>Whether a character without a token becomes the tokens of its bytes, such as <c>&lt;0xE2&gt;</c>.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a word that is itself a token skips merging.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>The token for characters that the vocabulary lacks; null: they are dropped.</summary>
    public string? Unknown { get; init; }

    /// <summary>Whether consecutive unknown characters become one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Whether cutting text before each run of marks (U+2581) gives the same ids as not cutting it.</summary>
    public bool MarksBeginWords => !ByteLevel && !IgnoreMerges && !Merges.CrossesMark && Vocabulary.ContainsKey(Metaspace.Mark.ToString());

    /// <summary>The id of <see cref="Unknown"/>, or null.</summary>
    public int? UnknownId => Unknown is { } token ? Vocabulary[token] : null;
}
