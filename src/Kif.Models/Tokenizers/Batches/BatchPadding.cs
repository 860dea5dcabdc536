namespace Kif.Models.Tokenizers;

/// <summary>Pads the rows of a batch to equal length.</summary>
internal static class BatchPadding
{
    public static TokenizedBatch Pad(ITokenizer tokenizer, IReadOnlyList<TokenizedText> rows, BatchOptions options)
    {
        var width = options.Padding switch
        {
            PaddingLength.None => 0,
            PaddingLength.Longest => Rounded(rows.Select(row => row.Ids.Length).DefaultIfEmpty(0).Max(), options.PadToMultipleOf),
            PaddingLength.MaxLength => Rounded(MaxLength(tokenizer, options), options.PadToMultipleOf),
            _ => throw new ArgumentException($"Padding is {options.Padding}; allowed: {string.Join(", ", Enum.GetNames<PaddingLength>())}."),
        };
        var left = (options.PaddingSide ?? tokenizer.Defaults.PaddingSide) == TokenSide.Left;
        // A tokenizer needs a padding token only if some row is padded.
        var id = rows.Any(row => row.Ids.Length < width)
            ? tokenizer.PadId ?? throw new ArgumentException("The tokenizer has no padding token (pad_token); use PaddingLength.None, or give its files one.")
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
        ?? throw new ArgumentException("PaddingLength.MaxLength needs MaxLength: the tokenizer's files name no limit.");

    private static int Rounded(int length, int? multiple) => multiple switch
    {
        null => length,
        <= 0 => throw new ArgumentException($"PadToMultipleOf is {multiple}; a number above 0 is allowed."),
        { } of => checked((length + of - 1) / of * of),
    };
}
