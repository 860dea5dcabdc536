using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kif.Tokenizers;

/// <summary>Splits text at the matches of a regular expression, by code point.</summary>
internal sealed class RegexSplitter(Regex regex, SplitBehavior behavior, bool invert) : Splitter
{
    public override void Split(string text, int start, int end, List<TextSegment> into, RuleBudget budget)
    {
        var stretch = text.AsSpan(start, end - start);
        int[]? offsets = null;
        if (stretch.IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
        {
            stretch = RuneProjection.Project(stretch, out offsets);
        }

        try
        {
            Cut(stretch, start, end, offsets, into, budget);
        }
        catch (RegexMatchTimeoutException error)
        {
            throw RuleBudget.TooSlow(regex.ToString(), regex.MatchTimeout.TotalSeconds, end - start, error);
        }
    }

    private void Cut(ReadOnlySpan<char> stretch, int start, int end, int[]? offsets, List<TextSegment> into, RuleBudget budget)
    {
        var pieces = new MatchPieces(behavior, into);
        var gap = start;
        foreach (var match in regex.EnumerateMatches(stretch))
        {
            var (from, to) = (At(match.Index), At(match.Index + match.Length));
            pieces.Add(gap, from, match: invert);
            pieces.Add(from, to, match: !invert);
            gap = to;
            budget.CheckTime(regex.ToString());
        }

        pieces.Add(gap, end, match: invert);

        int At(int unit) => start + (offsets is null ? unit : offsets[unit]);
    }
}

/// <summary>The treatment of matches when text is split at them.</summary>
internal enum SplitBehavior
{
    /// <summary>The match is dropped.</summary>
    Removed,

    /// <summary>The match is a part of its own.</summary>
    Isolated,

    /// <summary>The match ends the part before it.</summary>
    MergedWithPrevious,

    /// <summary>The match begins the part after it.</summary>
    MergedWithNext,

    /// <summary>The match forms one part with the matches adjacent to it.</summary>
    Contiguous,
}

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

/// <summary>
/// Projection of a text to one UTF-16 unit for each code point, so that a .NET regex over general categories sees code points: each one outside
/// the BMP is replaced by the last BMP character of its category.
/// </summary>
internal static class RuneProjection
{
    private static readonly char[] Representatives = Find();

    /// <summary>Projects a text that has surrogate pairs.</summary>
    /// <param name="text">The text, without lone surrogates.</param>
    /// <param name="offsets">The offset in the text of each unit of the result, followed by the text's length.</param>
    public static string Project(ReadOnlySpan<char> text, out int[] offsets)
    {
        var (units, at, found) = (new StringBuilder(text.Length), 0, new List<int>(text.Length + 1));
        foreach (var rune in text.EnumerateRunes())
        {
            found.Add(at);
            units.Append(rune.IsBmp ? (char)rune.Value : Representatives[(int)Rune.GetUnicodeCategory(rune)]);
            at += rune.Utf16SequenceLength;
        }

        found.Add(at);
        offsets = [.. found];
        return units.ToString();
    }

    private static char[] Find()
    {
        var found = new char[(int)UnicodeCategory.OtherNotAssigned + 1];
        for (var unit = 0; unit <= char.MaxValue; unit++)
        {
            found[(int)CharUnicodeInfo.GetUnicodeCategory((char)unit)] = (char)unit;
        }

        return found;
    }
}
