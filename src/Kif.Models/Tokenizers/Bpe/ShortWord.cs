namespace Kif.Models.Tokenizers;

/// <summary>Merges a short word in place: each round scans every pair. (A heap pays off only for long words.)</summary>
internal static class ShortWord
{
    public const int MaxLength = 24;

    /// <summary>Merges the pair of lowest rank, the leftmost of equals, until no pair can merge.</summary>
    /// <param name="symbols">At most <see cref="MaxLength"/> ids; the remaining ones are at the front afterwards.</param>
    /// <param name="merges">The merges.</param>
    /// <returns>The number of remaining ids.</returns>
    public static int Merge(Span<int> symbols, BpeMerges merges)
    {
        Span<(int Rank, int Id)> pairs = stackalloc (int, int)[MaxLength];
        var count = symbols.Length;
        for (var at = 0; at + 1 < count; at++)
        {
            pairs[at] = merges.Get(symbols[at], symbols[at + 1]);
        }

        while (count > 1)
        {
            var best = 0;
            for (var at = 1; at + 1 < count; at++)
            {
                best = pairs[at].Rank < pairs[best].Rank ? at : best;
            }

            if (pairs[best].Rank == BpeMerges.Never)
            {
                break;
            }

            symbols[best] = pairs[best].Id;
            symbols[(best + 2)..count].CopyTo(symbols[(best + 1)..]);
            pairs[(best + 1)..(count - 1)].CopyTo(pairs[best..]);
            count--;
            if (best + 1 < count)
            {
                pairs[best] = merges.Get(symbols[best], symbols[best + 1]);
            }

            if (best > 0)
            {
                pairs[best - 1] = merges.Get(symbols[best - 1], symbols[best]);
            }
        }

        return count;
    }
}
