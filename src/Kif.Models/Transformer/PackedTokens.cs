namespace Kif.Models;

/// <summary>The tokens of padded rows, row after row without the padding.</summary>
internal sealed class PackedTokens
{
    private readonly int[] at;
    private readonly int count, length;

    private PackedTokens(TokenRows rows, int[] at, int count, int length) => (Rows, this.at, this.count, this.length) = (rows, at, count, length);

    /// <summary>The rows.</summary>
    public TokenRows Rows { get; }

    /// <summary>Finds the tokens of rows.</summary>
    /// <param name="mask">Int64 [rows, length]: 1 at tokens, 0 at padding.</param>
    /// <param name="keepPadding">Whether padding at the ends of rows counts as tokens, to which nobody attends. Default: no.</param>
    public static PackedTokens Of(Tensor mask, bool keepPadding = false)
    {
        (int count, int length) = ((int)mask.shape[0], (int)mask.shape[1]);
        int[] at = [.. Host(mask).Index().Where(m => m.Item != 0).Select(m => m.Index)];
        int[] counts = new int[count];
        foreach (int place in at) counts[place / length]++;
        if (keepPadding && at.All(place => place % length < counts[place / length]))
            return new(TokenRows.Padded(counts, length, mask.device), [.. Enumerable.Range(0, count * length)], count, length);
        return new(new(counts, mask.device), at, count, length);
    }

    /// <summary>Finds the tokens of rows that are known to begin at the left.</summary>
    /// <param name="counts">The number of tokens of each row.</param>
    /// <param name="length">The length of the padded rows.</param>
    /// <param name="shared">The number of tokens that all rows begin with and that are computed once.</param>
    /// <param name="device">The device of the tokens.</param>
    public static PackedTokens Of(IReadOnlyList<int> counts, int length, int shared, Device device)
    {
        int[] at = [.. Enumerable.Range(0, shared), .. counts.SelectMany((own, row) => Enumerable.Range(row * length + shared, own - shared))];
        TokenRows rows = shared > 0 ? TokenRows.Sharing(shared, [.. counts.Select(own => own - shared)], device) : new(counts, device);
        return new(rows, at, counts.Count, length);
    }

    /// <summary>Copies the numbers of a tensor, int64, to the host.</summary>
    public static long[] Host(Tensor tensor)
    {
        using Tensor there = tensor.cpu().contiguous();
        return there.data<long>().ToArray();
    }

    /// <summary>Takes the tokens' elements: [rows, length] to [tokens].</summary>
    public Tensor Take(Tensor x) => at.Length == count * length && Rows.Shared == 0
        ? x.reshape(-1) : x.reshape(-1).index_select(0, torch.tensor(Array.ConvertAll(at, place => (long)place), device: x.device));

    /// <summary>Pads rows with zeros: [tokens, width] to [rows, length, width].</summary>
    public Tensor Pad(Tensor x)
    {
        if (at.Length == count * length) return x.view(count, length, -1);
        long[] from = new long[count * length];
        Array.Fill(from, at.Length);
        for (int i = 0; i < at.Length; i++) from[at[i]] = i;
        Tensor nothing = torch.zeros(1, x.shape[1], dtype: x.dtype, device: x.device);
        return torch.cat([x, nothing]).index_select(0, torch.tensor(from, device: x.device)).view(count, length, -1);
    }

    /// <summary>Returns the tokens at places of the padded rows, row · length + place each; none of them is padding or shared.</summary>
    public int[] TokensAt(IEnumerable<int> places)
    {
        var found = new Dictionary<int, int>(at.Length);
        for (int i = 0; i < at.Length; i++) found[at[i]] = i;
        return [.. places.Select(place => found[place])];
    }
}
