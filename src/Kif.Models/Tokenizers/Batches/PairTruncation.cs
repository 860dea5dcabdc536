namespace Kif.Models.Tokenizers;

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
