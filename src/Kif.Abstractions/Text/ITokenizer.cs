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

    /// <summary>The id that begins a text for classification (<c>cls_token</c>), or null where the files name none.</summary>
    int? ClassifierId => null;

    /// <summary>The id that separates and ends texts (<c>sep_token</c>), or null where the files name none.</summary>
    int? SeparatorId => null;

    /// <summary>The id that stands for a hidden token (<c>mask_token</c>), or null where the files name none.</summary>
    int? MaskId => null;

    /// <summary>What the files say about padding, truncation and clean-up.</summary>
    TokenizerDefaults Defaults => new();

    /// <summary>Encodes a text; special tokens that stand in the text itself become their ids.</summary>
    /// <param name="text">Any text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="addSpecialTokens">Whether to add what the model's post-processor adds (T5: the end token). Default: true.</param>
    int[] Encode(string text, bool addSpecialTokens = true);

    /// <summary>Puts what the model's post-processor adds around ids that were encoded without it.</summary>
    /// <param name="first">Ids of the text, as <see cref="Encode"/> gives them without special tokens.</param>
    /// <param name="second">Ids of the second text of a pair; null: there is one text only.</param>
    /// <param name="addSpecialTokens">Whether to add anything; type ids are given either way. Default: true.</param>
    TokenizedText Assemble(IReadOnlyList<int> first, IReadOnlyList<int>? second = null, bool addSpecialTokens = true);

    /// <summary>Decodes ids; no clean-up of spaces is done.</summary>
    /// <param name="ids">Token ids; an id without a token decodes to nothing.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out. Default: true.</param>
    string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true);

    /// <summary>The token of an id as the vocabulary spells it, or null where the id has none.</summary>
    string? TokenOf(int id);
}
