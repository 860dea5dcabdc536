namespace Kif.Tokenizers;

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

    /// <summary>Encodes pairs of texts that a model reads together, such as a question and a passage.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="pairs">The pairs, a row each.</param>
    /// <param name="options">Padding and truncation; null: the defaults.</param>
    /// <exception cref="ArgumentException">The options are inconsistent, or need a token or limit that the tokenizer lacks.</exception>
    public static TokenizedBatch EncodePairs(this ITokenizer tokenizer, IReadOnlyList<(string First, string Second)> pairs, BatchOptions? options = null)
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

/// <summary>A batch of texts for a model: three tables of the same shape, with a row for each text or pair.</summary>
/// <param name="Ids">Token ids, padding included.</param>
/// <param name="TypeIds">The text (0 or 1) that each id belongs to.</param>
/// <param name="AttentionMask">1 for a token, 0 for padding.</param>
public sealed record TokenizedBatch(int[][] Ids, int[][] TypeIds, int[][] AttentionMask);

/// <summary>Encodes the rows of a batch and truncates them.</summary>
internal sealed class BatchRow
{
    private readonly ITokenizer _tokenizer;
    private readonly BatchOptions _options;
    private readonly bool _keepsEnd;
    private readonly int _most;

    public BatchRow(ITokenizer tokenizer, BatchOptions options)
    {
        (_tokenizer, _options) = (tokenizer, options);
        _keepsEnd = (options.TruncationSide ?? tokenizer.Defaults.TruncationSide) == TokenSide.Left;
        _most = options.Truncation == TruncationStrategy.None ? int.MaxValue : options.MaxLength ?? tokenizer.Defaults.MaxLength ?? int.MaxValue;
        if (options is { Padding: not PaddingStrategy.None, PadToMultipleOf: > 0 and var multiple } && _most < int.MaxValue && _most % multiple != 0)
        {
            throw new ArgumentException($"MaxLength is {_most}, no multiple of PadToMultipleOf, {multiple}: cut rows would be padded beyond it.");
        }
    }

    public TokenizedText Encode(string first, string? second)
    {
        var ids = _tokenizer.Encode(first, addSpecialTokens: false);
        var others = second is null ? null : _tokenizer.Encode(second, addSpecialTokens: false);
        if (_most < int.MaxValue)
        {
            var added = _options.AddSpecialTokens ? _tokenizer.Assemble([], others is null ? null : []).Ids.Length : 0;
            var room = _most >= added
                ? _most - added
                : throw new ArgumentException($"MaxLength is {_most}, but the special tokens alone are {added}; at least {added} is needed.");
            var kept = PairTruncation.Kept(ids.Length, others?.Length, room, _options.Truncation);
            (ids, others) = (Cut(ids, kept.First), others is null ? null : Cut(others, kept.Second!.Value));
        }

        return _tokenizer.Assemble(ids, others, _options.AddSpecialTokens);
    }

    private int[] Cut(int[] ids, int length) => length == ids.Length ? ids : _keepsEnd ? ids[^length..] : ids[..length];
}

/// <summary>Truncation of one text or a pair to a maximum length.</summary>
internal static class PairTruncation
{
    /// <summary>Computes the number of ids kept of each text, as transformers' fast tokenizers do.</summary>
    /// <param name="first">Number of ids of the first text.</param>
    /// <param name="second">Number of ids of the second text; null: there is none.</param>
    /// <param name="room">Maximum number of ids of both together.</param>
    /// <param name="strategy">The text that is cut.</param>
    /// <exception cref="ArgumentException">The text to cut has too few tokens to remove enough of them.</exception>
    public static (int First, int? Second) Kept(int first, int? second, int room, TruncationStrategy strategy)
    {
        var excess = first + (second ?? 0) - room;
        if (excess <= 0 || strategy == TruncationStrategy.None)
        {
            return (first, second);
        }

        // If special tokens take all the room, nothing of either text is kept.
        return room == 0 ? (0, second is null ? null : 0) : strategy switch
        {
            TruncationStrategy.LongestFirst => second is { } other ? LongestFirst(first, other, room) : (room, null),
            TruncationStrategy.OnlyFirst => (Cut(first, excess, "first"), second),
            TruncationStrategy.OnlySecond => (first, Cut(second ?? throw new ArgumentException("OnlySecond needs pairs."), excess, "second")),
            _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "Unknown truncation."),
        };
    }

    private static int Cut(int length, int excess, string which) => length > excess
        ? length - excess
        : throw new ArgumentException($"The {which} text has {length} tokens, of which {excess} would have to go; truncate another, or the longest first.");

    private static (int First, int? Second) LongestFirst(int first, int second, int room)
    {
        var (shorter, longer) = (Math.Min(first, second), Math.Max(first, second));
        longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if (shorter + longer > room)
        {
            shorter = room / 2;
            longer = shorter + (room % 2);
        }

        return first > second ? (longer, shorter) : (shorter, longer);
    }
}

/// <summary>Pads the rows of a batch to equal length.</summary>
internal static class BatchPadding
{
    public static TokenizedBatch Pad(ITokenizer tokenizer, IReadOnlyList<TokenizedText> rows, BatchOptions options)
    {
        var width = options.Padding switch
        {
            PaddingStrategy.None => 0,
            PaddingStrategy.Longest => Rounded(rows.Select(row => row.Ids.Length).DefaultIfEmpty(0).Max(), options.PadToMultipleOf),
            PaddingStrategy.MaxLength => Rounded(MaxLength(tokenizer, options), options.PadToMultipleOf),
            _ => throw new ArgumentException($"Padding is {options.Padding}; allowed: {string.Join(", ", Enum.GetNames<PaddingStrategy>())}."),
        };
        var left = (options.PaddingSide ?? tokenizer.Defaults.PaddingSide) == TokenSide.Left;
        // A tokenizer needs a padding token only if some row is padded.
        var id = rows.Any(row => row.Ids.Length < width)
            ? tokenizer.PadId ?? throw new ArgumentException("The tokenizer has no padding token (pad_token); use PaddingStrategy.None, or give its files one.")
            : 0;
        return new TokenizedBatch(
            [.. rows.Select(row => Padded(row.Ids, id))],
            [.. rows.Select(row => Padded(row.TypeIds, tokenizer.Defaults.PadTypeId))],
            [.. rows.Select(row => Padded(Enumerable.Repeat(1, row.Ids.Length), 0))]);

        int[] Padded(IEnumerable<int> row, int with)
        {
            int[] values = [.. row];
            var padding = Enumerable.Repeat(with, Math.Max(0, width - values.Length));
            return left ? [.. padding, .. values] : [.. values, .. padding];
        }
    }

    private static int MaxLength(ITokenizer tokenizer, BatchOptions options) => options.MaxLength ?? tokenizer.Defaults.MaxLength
        ?? throw new ArgumentException("PaddingStrategy.MaxLength needs MaxLength: the tokenizer's files name no limit.");

    private static int Rounded(int length, int? multiple) => multiple switch
    {
        null => length,
        <= 0 => throw new ArgumentException($"PadToMultipleOf is {multiple}; a number above 0 is allowed."),
        { } of => checked((length + of - 1) / of * of),
    };
}
