using System.Buffers;

namespace Kif.Models.Tokenizers;

/// <summary>Finds added tokens in a text: leftmost first, and the longest if several begin there.</summary>
internal sealed class AddedTokenSet
{
    private readonly SearchValues<string> _contents;
    private readonly Dictionary<char, AddedToken[]> _byFirst;

    public AddedTokenSet(IEnumerable<AddedToken> tokens)
    {
        var known = tokens.Where(token => token.Content.Length > 0).ToArray();
        _contents = SearchValues.Create(known.Select(token => token.Content).ToArray(), StringComparison.Ordinal);
        _byFirst = known.GroupBy(token => token.Content[0])
            .ToDictionary(group => group.Key, group => group.OrderByDescending(token => token.Content.Length).ToArray());
    }

    /// <summary>Splits a text; empty segments are omitted.</summary>
    public List<TextSegment> Split(string text)
    {
        var into = new List<TextSegment>();
        var (done, from, end) = (0, 0, text.Length);
        while (_byFirst.Count > 0 && from < end)
        {
            var offset = text.AsSpan(from).IndexOfAny(_contents);
            if (offset < 0)
            {
                break;
            }

            var at = from + offset;
            var token = Longest(text.AsSpan(at));
            from = at + token.Content.Length;
            var (left, right) = (at, from);
            if (token.SingleWord && (WordCharacter.Ends(text.AsSpan(0, at)) || WordCharacter.Starts(text.AsSpan(from))))
            {
                continue;
            }

            while (token.StripLeft && left > done && char.IsWhiteSpace(text[left - 1]))
            {
                left--;
            }

            while (token.StripRight && right < end && char.IsWhiteSpace(text[right]))
            {
                right++;
            }

            AddText(done, left);
            into.Add(new TextSegment(left, right, token.Id));
            (done, from) = (right, right);
        }

        AddText(done, end);
        return into;

        void AddText(int first, int last)
        {
            if (first < last)
            {
                into.Add(new TextSegment(first, last));
            }
        }
    }

    private AddedToken Longest(ReadOnlySpan<char> text)
    {
        foreach (var token in _byFirst[text[0]])
        {
            if (text.StartsWith(token.Content, StringComparison.Ordinal))
            {
                return token;
            }
        }

        throw new InvalidOperationException("A token was found where none begins.");
    }
}
