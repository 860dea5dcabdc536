namespace Kif.Models.Tokenizers;

/// <summary>Turns the matches and gaps of a text into parts, according to a <see cref="SplitBehavior"/>.</summary>
internal sealed class MatchPieces(SplitBehavior behavior, List<TextSegment> into)
{
    private readonly int _first = into.Count;
    private bool _lastMatched;

    /// <summary>Adds the next segment; segments come in order, without gaps.</summary>
    public void Add(int start, int end, bool match)
    {
        if (start == end)
        {
            return;
        }

        var joins = into.Count > _first && behavior switch
        {
            SplitBehavior.Contiguous => match == _lastMatched,
            SplitBehavior.MergedWithPrevious => match && !_lastMatched,
            SplitBehavior.MergedWithNext => !match && _lastMatched,
            _ => false,
        };
        if (joins)
        {
            into[^1] = into[^1] with { End = end };
        }
        else if (!match || behavior != SplitBehavior.Removed)
        {
            into.Add(new TextSegment(start, end));
        }

        _lastMatched = match;
    }
}
