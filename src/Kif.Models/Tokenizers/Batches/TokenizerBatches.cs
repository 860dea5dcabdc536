namespace Kif.Models.Tokenizers;

/// <summary>Encodes many texts, or pairs of texts, at once, with truncation, padding and attention masks.</summary>
public static class TokenizerBatches
{
    /// <summary>Encodes texts.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="texts">The texts, a row each.</param>
    /// <param name="options">Padding and truncation; null: the defaults.</param>
    /// <exception cref="ArgumentException">The options are inconsistent, or need a token or limit that the tokenizer lacks.</exception>
    public static TokenizedBatch EncodeBatch(this ITokenizer tokenizer, IReadOnlyList<string> texts, BatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(texts);
        var row = new BatchRow(tokenizer, options ?? new BatchOptions());
        return BatchPadding.Pad(tokenizer, [.. texts.Select(text => row.Encode(text, null))], options ?? new BatchOptions());
    }

    /// <summary>Encodes pairs of texts.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="pairs">The pairs, a row each.</param>
    /// <param name="options">Padding and truncation; null: the defaults.</param>
    /// <exception cref="ArgumentException">The options are inconsistent, or need a token or limit that the tokenizer lacks.</exception>
    public static TokenizedBatch EncodePairs(this ITokenizer tokenizer, IReadOnlyList<TextPair> pairs, BatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(pairs);
        var row = new BatchRow(tokenizer, options ?? new BatchOptions());
        return BatchPadding.Pad(tokenizer, [.. pairs.Select(pair => row.Encode(pair.First, pair.Second))], options ?? new BatchOptions());
    }

    /// <summary>Decodes ids, with the clean-up of English spacing if the tokenizer's files or the caller ask for it.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="ids">Token ids.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out.</param>
    /// <param name="cleanUpSpaces">Whether to clean up; null: as the files say.</param>
    public static string Decode(this ITokenizer tokenizer, ReadOnlySpan<int> ids, bool skipSpecialTokens, bool? cleanUpSpaces)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var text = tokenizer.Decode(ids, skipSpecialTokens);
        return cleanUpSpaces ?? tokenizer.Defaults.CleansUpSpaces ? SpaceCleanUp.Apply(text) : text;
    }
}
