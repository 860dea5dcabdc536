namespace Kif.Models.Tokenizers;

/// <summary>How many ids of each text are kept.</summary>
internal static class PairTruncation
{
    /// <summary>The lengths kept, as transformers' fast tokenizers keep them.</summary>
    /// <param name="first">Ids of the first text.</param>
    /// <param name="second">Ids of the second; null: there is none.</param>
    /// <param name="room">Ids that both may have together.</param>
    /// <param name="strategy">What is cut.</param>
    /// <exception cref="ArgumentException">The text to cut is too short to cut enough of it.</exception>
    public static (int First, int? Second) Kept(int first, int? second, int room, TruncationStrategy strategy)
    {
        var excess = first + (second ?? 0) - room;
        if (excess <= 0 || strategy == TruncationStrategy.None)
        {
            return (first, second);
        }

        // Where special tokens take all the room, nothing of either text is kept.
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
