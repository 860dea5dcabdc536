namespace Kif.Models;

/// <summary>
/// The rows that a batch's tokens form. Whatever is computed token by token is [tokens, width]; only attention and positions ask which tokens share a row.
/// The tokens are those of padded rows, padding included, or real ones only, row after row.
/// </summary>
internal sealed class TokenRows
{
    private readonly Tensor? tokens, places;

    private TokenRows(Tensor mask, long count, long length, Tensor? tokens, Tensor? places) =>
        (Mask, Count, Length, this.tokens, this.places) = (mask, count, length, tokens, places);

    /// <summary>The tokens of padded rows, int64 [rows, length]: 1 at tokens, 0 at padding on either side.</summary>
    public Tensor Mask { get; }

    /// <summary>The number of rows.</summary>
    public long Count { get; }

    /// <summary>The length of the longest row.</summary>
    public long Length { get; }

    /// <summary>Creates the rows of a padded batch: every place is a token, [rows · length] in all.</summary>
    public static TokenRows Padded(Tensor mask) => new(mask, mask.shape[0], mask.shape[1], null, null);

    /// <summary>Creates rows of these lengths without padding. Attention reads them as padded rows, padded with their own last tokens.</summary>
    public static TokenRows Packed(IReadOnlyList<int> lengths, Device device)
    {
        int longest = lengths.Max();
        long[] mask = new long[lengths.Count * longest], tokens = new long[mask.Length], places = new long[lengths.Sum()];
        for (int row = 0, start = 0; row < lengths.Count; start += lengths[row++])
        {
            for (int i = 0; i < longest; i++)
            {
                int place = row * longest + i;
                tokens[place] = start + Math.Min(i, lengths[row] - 1);
                if (i >= lengths[row]) continue;
                (mask[place], places[start + i]) = (1, place);
            }
        }
        return new(torch.tensor(mask, [lengths.Count, longest], device: device), lengths.Count, longest,
            torch.tensor(tokens, device: device), torch.tensor(places, device: device));
    }

    /// <summary>Pads rows: [tokens, …] to [rows, length, …], viewed as [rows, length] and <paramref name="shape"/>.</summary>
    public Tensor Pad(Tensor x, params ReadOnlySpan<long> shape) => (tokens is null ? x : x.index_select(0, tokens)).view([Count, Length, .. shape]);

    /// <summary>Removes the padding of padded rows: [rows, length, …] to [tokens, …], reshaped to [tokens] and <paramref name="shape"/>.</summary>
    public Tensor Unpad(Tensor x, params ReadOnlySpan<long> shape)
    {
        Tensor all = x.reshape([Count * Length, .. shape]);
        return places is null ? all : all.index_select(0, places);
    }

    /// <summary>Computes the position of each token in its row, int64 [tokens]; padding has the position of the previous token, or 0.</summary>
    /// <param name="before">Int64 [rows, 1] tokens before these; null for none.</param>
    public Tensor Positions(Tensor? before = null)
    {
        Tensor positions = Mask.cumsum(1).sub_(1);
        if (before is not null) positions = positions.add_(before);
        return Unpad(positions.clamp_min_(0));
    }

    /// <summary>Copies the rows with other tensors instead of those that <see cref="Pad"/> and <see cref="Unpad"/> read.</summary>
    public TokenRows With(Func<Tensor, Tensor> replace) =>
        tokens is null || places is null ? this : new(Mask, Count, Length, replace(tokens), replace(places));
}
