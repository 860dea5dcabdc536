namespace Kif;

/// <summary>A tokenizer: converts text to token ids and back according to a model's tokenizer files. Safe to share between threads.</summary>
public interface ITokenizer
{
    /// <summary>The number of ids that have a token (special and added tokens included).</summary>
    int VocabularySize { get; }

    /// <summary>The end-of-sequence id, or null if the files define none.</summary>
    int? EndId { get; }

    /// <summary>The beginning-of-sequence id, or null if the files define none.</summary>
    int? BeginId { get; }

    /// <summary>The padding id, or null if the files define none.</summary>
    int? PadId { get; }

    /// <summary>The unknown-token id, or null if the files define none.</summary>
    int? UnknownId { get; }

    /// <summary>The id that begins a text for classification (<c>cls_token</c>), or null if the files define none.</summary>
    int? ClassifierId => null;

    /// <summary>The id that separates and ends texts (<c>sep_token</c>), or null if the files define none.</summary>
    int? SeparatorId => null;

    /// <summary>The mask id (<c>mask_token</c>), or null if the files define none.</summary>
    int? MaskId => null;

    /// <summary>The files' defaults for padding, truncation and clean-up.</summary>
    TokenizerDefaults Defaults => new();

    /// <summary>Encodes a text; special tokens inside the text become their ids.</summary>
    /// <param name="text">Any text; lone surrogates become U+FFFD.</param>
    /// <param name="addSpecialTokens">Whether to add the special tokens of the model's post-processor (T5: the end token). Default: true.</param>
    int[] Encode(string text, bool addSpecialTokens = true);

    /// <summary>Adds the special tokens of the model's post-processor to ids encoded without them.</summary>
    /// <param name="first">Ids of the text from <see cref="Encode"/> without special tokens.</param>
    /// <param name="second">Ids of the second text of a pair; null for a single text.</param>
    /// <param name="addSpecialTokens">Whether to add special tokens; type ids are returned either way. Default: true.</param>
    TokenizedText Assemble(IReadOnlyList<int> first, IReadOnlyList<int>? second = null, bool addSpecialTokens = true);

    /// <summary>Decodes ids without cleaning up spaces.</summary>
    /// <param name="ids">Token ids; an id without a token decodes to nothing.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out. Default: true.</param>
    string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true);

    /// <summary>Returns the vocabulary's token of an id, or null if it has none.</summary>
    string? TokenOf(int id);
}

/// <summary>The model input for a text or a pair of texts.</summary>
/// <param name="Ids">Token ids, special tokens included.</param>
/// <param name="TypeIds">The type id of each token id (BERT: 0 for the first text, 1 for the second).</param>
public sealed record TokenizedText(int[] Ids, int[] TypeIds);

/// <summary>The defaults in a tokenizer's files, which a caller may override.</summary>
public sealed record TokenizerDefaults
{
    /// <summary>The side of padding (<c>padding_side</c>). Default: right.</summary>
    public TokenSide PaddingSide { get; init; } = TokenSide.Right;

    /// <summary>The side that truncation cuts (<c>truncation_side</c>). Default: right.</summary>
    public TokenSide TruncationSide { get; init; } = TokenSide.Right;

    /// <summary>The maximum number of tokens of the model (<c>model_max_length</c>); null if the files define no limit. Default: null.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The type id of padding (<c>pad_token_type_id</c>). Default: 0.</summary>
    public int PadTypeId { get; init; }

    /// <summary>Whether to clean up spaces of decoded text (<c>clean_up_tokenization_spaces</c>). Default: false.</summary>
    public bool CleansUpSpaces { get; init; }
}

/// <summary>An end of a sequence of tokens.</summary>
public enum TokenSide
{
    /// <summary>The end.</summary>
    Right,

    /// <summary>The beginning.</summary>
    Left,
}
