using System.Text.RegularExpressions;

namespace Kif.Models.Tokenizers;

/// <summary>Splits text at the matches of a regular expression, by code point.</summary>
internal sealed class RegexSplitter(Regex regex, SplitBehavior behavior, bool invert) : ISplitter
{
    public void Split(string text, int start, int end, List<TextSegment> into)
    {
        var stretch = text.AsSpan(start, end - start);
        int[]? offsets = null;
        if (stretch.IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
        {
            stretch = RuneProjection.Project(stretch, out offsets);
        }

        try
        {
            Cut(stretch, start, end, offsets, into);
        }
        catch (RegexMatchTimeoutException error)
        {
            throw new InvalidDataException(
                $"the tokenizer's pattern \"{ShownText.Of(regex.ToString())}\" takes more than {regex.MatchTimeout.TotalSeconds} s on a text of {end - start} characters.", error);
        }
    }

    private void Cut(ReadOnlySpan<char> stretch, int start, int end, int[]? offsets, List<TextSegment> into)
    {
        var pieces = new MatchPieces(behavior, into);
        var gap = start;
        foreach (var match in regex.EnumerateMatches(stretch))
        {
            var (from, to) = (At(match.Index), At(match.Index + match.Length));
            pieces.Add(gap, from, match: invert);
            pieces.Add(from, to, match: !invert);
            gap = to;
        }

        pieces.Add(gap, end, match: invert);

        int At(int unit) => start + (offsets is null ? unit : offsets[unit]);
    }
}
