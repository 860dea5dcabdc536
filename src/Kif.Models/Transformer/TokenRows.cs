namespace Kif.Models;

/// <summary>
/// The rows that a batch's tokens form. Whatever is computed token by token is [tokens, width], one row's tokens after the other's; only attention and
/// positions ask which tokens share a row. There is no padding between rows.
/// </summary>
internal sealed class TokenRows
{
    /// <summary>Creates rows.</summary>
    /// <param name="counts">The number of tokens of each row; 0 for a row that takes no part.</param>
    /// <param name="device">The device of the tokens.</param>
    public TokenRows(IReadOnlyList<int> counts, Device device)
    {
        (Counts, Device) = ([.. counts], device);
        Starts = new int[Counts.Length];
        for (int row = 1; row < Starts.Length; row++) Starts[row] = Starts[row - 1] + Counts[row - 1];
        Length = Counts.Max();
        Tokens = Counts.Sum();
        Places = [.. Counts.SelectMany(count => Enumerable.Range(0, count))];
        Keys = Counts;
        KeyLength = Length;
        Examples = [.. Enumerable.Range(0, Counts.Length)];
    }

    /// <summary>The device of the tokens.</summary>
    public Device Device { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Counts.Length;

    /// <summary>The number of tokens of each row.</summary>
    public int[] Counts { get; }

    /// <summary>The index of each row's first token.</summary>
    public int[] Starts { get; }

    /// <summary>The number of places of a row: the tokens of the longest, or more.</summary>
    public int Length { get; private init; }

    /// <summary>The number of tokens, those that only fill up included.</summary>
    public int Tokens { get; private init; }

    /// <summary>The number of tokens of all rows.</summary>
    public int Own => Starts[^1] + Counts[^1];

    /// <summary>The place of each token in its row's text, from 0.</summary>
    public int[] Places { get; private init; }

    /// <summary>The number of tokens of each row's text so far, those in a cache and shared ones included: what its tokens may attend to.</summary>
    public int[] Keys { get; private init; }

    /// <summary>The number of places of a row's text: the length of the longest so far, or more.</summary>
    public int KeyLength { get; private init; }

    /// <summary>
    /// The number of tokens of the first row that the texts of all others begin with: their keys and values are computed once. Default: 0, for none.
    /// </summary>
    public int Shared { get; private init; }

    /// <summary>The row of the batch that each row belongs to. Default: itself.</summary>
    public int[] Examples { get; init; }

    /// <summary>Returns the row of the batch of each token, int64 [tokens]; of one that only fills up the first. On the device.</summary>
    public Tensor Owners()
    {
        long[] owners = new long[Tokens];
        for (int row = 0, token = 0; row < Count; row++)
            for (int end = token + Counts[row]; token < end; token++) owners[token] = Examples[row];
        return torch.tensor(owners, device: Device);
    }

    /// <summary>Whether all rows have the same number of tokens.</summary>
    public bool Even => Tokens == Count * Length;

    /// <summary>Returns the position of each token, int64 [tokens], on the device: its place, and for padding that of the last token.</summary>
    public Tensor Positions()
    {
        long[] positions = new long[Tokens];
        for (int row = 0, token = 0; row < Count; row++)
            for (int end = token + Counts[row]; token < end; token++) positions[token] = Math.Min(Places[token], Keys[row] - 1);
        return torch.tensor(positions, device: Device);
    }

    /// <summary>Creates rows that continue texts.</summary>
    /// <param name="counts">The number of tokens of each row.</param>
    /// <param name="before">The number of tokens of each row's text before these.</param>
    /// <param name="examples">The row of the batch that each row belongs to.</param>
    /// <param name="device">The device of the tokens.</param>
    public static TokenRows After(IReadOnlyList<int> counts, IReadOnlyList<int> before, IReadOnlyList<int> examples, Device device) => new(counts, device)
    {
        Examples = [.. examples],
        Places = [.. counts.SelectMany((count, row) => Enumerable.Range(before[row], count))],
        Keys = [.. counts.Zip(before, (count, earlier) => count + earlier)],
        KeyLength = counts.Zip(before, (count, earlier) => count + earlier).Max(),
    };

    /// <summary>Creates a row of tokens that other rows share, and these rows, which continue it.</summary>
    /// <param name="shared">The number of shared tokens, at least 1.</param>
    /// <param name="counts">The number of tokens of each row after the shared ones.</param>
    /// <param name="device">The device of the tokens.</param>
    public static TokenRows Sharing(int shared, IReadOnlyList<int> counts, Device device) => new([shared, .. counts], device)
    {
        Places = [.. Enumerable.Range(0, shared), .. counts.SelectMany(count => Enumerable.Range(shared, count))],
        Keys = [shared, .. counts.Select(count => shared + count)],
        KeyLength = shared + counts.Max(),
        Shared = shared,
    };

    /// <summary>Creates rows that are computed with the padding at their ends, as far as nobody attends to it.</summary>
    /// <param name="counts">The number of tokens of each row without padding, at least 1.</param>
    /// <param name="length">The number of tokens of each row with padding.</param>
    /// <param name="device">The device of the tokens.</param>
    public static TokenRows Padded(IReadOnlyList<int> counts, int length, Device device) => new([.. counts.Select(_ => length)], device)
    {
        Places = [.. counts.SelectMany(_ => Enumerable.Range(0, length))],
        Keys = [.. counts],
    };

    /// <summary>
    /// Fills up with tokens that belong to no row, and rows with places without a token, to round numbers: where matrix products are prepared anew for every
    /// number of rows (<see cref="ProductShapes"/>).
    /// </summary>
    /// <param name="like">A tensor of the type and on the device of the states.</param>
    public TokenRows Filled(Tensor like)
    {
        if (!ProductShapes.Matter(like)) return this;
        int tokens = ProductShapes.Round(Own);
        return new(Counts, Device)
        {
            Tokens = tokens, Places = [.. Places[..Own], .. new int[tokens - Own]], Keys = Keys, Shared = Shared,
            Length = ProductShapes.RoundLength(Length), KeyLength = ProductShapes.RoundLength(KeyLength), Examples = Examples,
        };
    }

    /// <summary>Fills up numbers of tokens, int64 [tokens], with zeros.</summary>
    public Tensor Fill(Tensor numbers) =>
        numbers.shape[0] == Tokens ? numbers : torch.cat([numbers, torch.zeros(Tokens - numbers.shape[0], dtype: numbers.dtype, device: numbers.device)]);

    /// <summary>Creates the rows of some of the tokens, which attend to what they attended to.</summary>
    /// <param name="tokens">Indices of tokens, ascending.</param>
    public TokenRows Of(IReadOnlyList<int> tokens)
    {
        int[] counts = new int[Count];
        int row = 0;
        foreach (int token in tokens)
        {
            while (token >= Starts[row] + Counts[row]) row++;
            counts[row]++;
        }
        return new(counts, Device) { Places = [.. tokens.Select(token => Places[token])], Keys = Keys, KeyLength = KeyLength, Examples = Examples };
    }

    /// <summary>Creates the rows of whole texts of some of these rows.</summary>
    /// <param name="rows">Indices of rows.</param>
    public TokenRows Rows(IReadOnlyList<int> rows) => new([.. rows.Select(row => Counts[row])], Device)
    {
        Examples = [.. rows.Select(row => Examples[row])],
    };
}
