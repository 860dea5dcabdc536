namespace Kif.Models;

/// <summary>
/// The keys that each query attends to: a range of its row's text, since there is no padding between its tokens. A key outside is hidden.
/// </summary>
internal sealed class KeyRanges
{
    private KeyRanges(TokenRows queries, int keys, int[] from, int[] to) => (Queries, Keys, From, To) = (queries, keys, from, to);

    /// <summary>The rows of the queries.</summary>
    public TokenRows Queries { get; }

    /// <summary>The number of keys of the longest row.</summary>
    public int Keys { get; }

    /// <summary>The first key of each query.</summary>
    public int[] From { get; }

    /// <summary>The key after the last one of each query.</summary>
    public int[] To { get; }

    /// <summary>Finds the ranges of queries within their own texts.</summary>
    /// <param name="queries">The rows of the queries.</param>
    /// <param name="causal">Whether a query attends to itself and earlier tokens only.</param>
    /// <param name="window">The most tokens that it attends to on a side, its own included; null for all.</param>
    public static KeyRanges Own(TokenRows queries, bool causal, int? window)
    {
        int[] from = new int[queries.Tokens], to = new int[queries.Tokens];
        for (int row = 0, token = 0; row < queries.Count; row++)
        {
            for (int end = token + queries.Counts[row]; token < end; token++)
            {
                int place = queries.Places[token];
                to[token] = Math.Min(queries.Keys[row], causal ? place + 1 : window is { } after ? place + after : int.MaxValue);
                from[token] = window is { } before ? Math.Max(0, place - before + 1) : 0;
            }
        }
        return new(queries, queries.KeyLength, from, to);
    }

    /// <summary>Returns the ranges of queries that attend to all tokens of other rows, as a decoder does to an encoder.</summary>
    public static KeyRanges Whole(TokenRows queries, TokenRows others)
    {
        int[] to = [.. queries.Counts.SelectMany((count, row) => Enumerable.Repeat(others.Keys[row], count))];
        return new(queries, others.KeyLength, new int[to.Length], to);
    }

    /// <summary>
    /// Computes the bias that hides the other keys: [rows · key heads, group · length, keys], or one for all queries of a row, [rows · key heads, 1, keys].
    /// </summary>
    /// <param name="shape">The heads.</param>
    /// <param name="dtype">The type of the scores.</param>
    /// <param name="added">A bias that is added, [rows or 1, heads, length, keys]; null for none.</param>
    public Tensor Bias(AttentionShape shape, ScalarType dtype, Tensor? added)
    {
        int rows = Queries.Count, length = added is null && Uniform() ? 1 : Queries.Length, group = shape.Heads / shape.KeyHeads;
        float hidden = (float)MultiHeadAttention.Masked(dtype);
        float[] all = new float[rows * length * Keys];
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < Math.Min(length, Queries.Counts[row]); i++)
            {
                Span<float> line = all.AsSpan((row * length + i) * Keys, Keys);
                int token = Queries.Starts[row] + i;
                line[..From[token]].Fill(hidden);
                line[To[token]..].Fill(hidden);
            }
        }
        Tensor bias = torch.tensor(all, [rows, 1, length, Keys], dtype: ScalarType.Float32).to(dtype, Queries.Device);
        if (length == 1 && added is null) return bias.expand(rows, shape.KeyHeads, 1, Keys).reshape(rows * shape.KeyHeads, 1, Keys);
        if (added is not null) bias = bias.add(added);
        return bias.expand(rows, shape.Heads, length, Keys).reshape(rows * shape.KeyHeads, group * length, Keys);
    }

    /// <summary>Whether all queries of each row attend to the same keys.</summary>
    private bool Uniform()
    {
        for (int row = 0; row < Queries.Count; row++)
        {
            ReadOnlySpan<int> from = From.AsSpan(Queries.Starts[row], Queries.Counts[row]), to = To.AsSpan(Queries.Starts[row], Queries.Counts[row]);
            if (from.Length > 0 && (from.ContainsAnyExcept(from[0]) || to.ContainsAnyExcept(to[0]))) return false;
        }
        return true;
    }
}
