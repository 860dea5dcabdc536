namespace Kif;

/// <summary>Turns text into token ids and back, as the tokenizer files of a model say. Safe to share between threads.</summary>
public interface ITokenizer
{
    /// <summary>Number of ids that have a token (special and added tokens included).</summary>
    int VocabularySize { get; }

    /// <summary>The end-of-sequence id, or null where the files name none.</summary>
    int? EndId { get; }

    /// <summary>The beginning-of-sequence id, or null where the files name none.</summary>
    int? BeginId { get; }

    /// <summary>The padding id, or null where the files name none.</summary>
    int? PadId { get; }

    /// <summary>The unknown-token id, or null where the files name none.</summary>
    int? UnknownId { get; }

    /// <summary>Encodes a text; special tokens that stand in the text itself become their ids.</summary>
    /// <param name="text">Any text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="addSpecialTokens">Whether to add what the model's post-processor adds (T5: the end token). Default: true.</param>
    int[] Encode(string text, bool addSpecialTokens = true);

    /// <summary>Decodes ids; no clean-up of spaces is done.</summary>
    /// <param name="ids">Token ids; an id without a token decodes to nothing.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out. Default: true.</param>
    string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true);

    /// <summary>The token of an id as the vocabulary spells it, or null where the id has none.</summary>
    string? TokenOf(int id);
}
