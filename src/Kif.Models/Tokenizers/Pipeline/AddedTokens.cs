using System.Buffers;
using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>The added tokens of a tokenizer.</summary>
internal sealed class AddedTokens
{
    private readonly AddedTokenSet _raw;
    private readonly AddedTokenSet _normalized;
    private readonly Dictionary<int, AddedToken> _byId = [];
    private readonly Dictionary<string, int> _byContent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _special = [];

    /// <summary>Makes the set of tokens.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="normalize">The tokenizer's normalization; null: none.</param>
    public AddedTokens(IReadOnlyCollection<AddedToken> tokens, Func<string, RuleBudget, string>? normalize = null)
    {
        var budget = new RuleBudget((int)Math.Min(int.MaxValue, tokens.Sum(token => (long)token.Content.Length)));
        _raw = new(tokens.Where(token => !token.Normalized));
        _normalized = new(tokens.Where(token => token.Normalized)
            .Select(token => token with { Content = normalize?.Invoke(token.Content, budget) ?? token.Content }));
        foreach (var token in tokens)
        {
            _byId[token.Id] = token;
            _byContent[token.Content] = token.Id;
            if (token.Special)
            {
                _special.Add(token.Content);
            }
        }
    }

    /// <summary>The ids of the added tokens.</summary>
    public IReadOnlyCollection<int> Ids => _byId.Keys;

    /// <summary>The added tokens.</summary>
    public IReadOnlyCollection<AddedToken> All => _byId.Values;

    /// <summary>Returns the spelling of an added token, or null.</summary>
    public string? Content(int id) => _byId.GetValueOrDefault(id)?.Content;

    /// <summary>Returns the id of the added token with a spelling, or null.</summary>
    public int? IdOf(string? content) => content is not null && _byContent.TryGetValue(content, out var id) ? id : null;

    /// <summary>Whether decoding may omit the token with this spelling.</summary>
    public bool IsSpecial(string token) => _special.Contains(token);

    /// <summary>Splits a raw text at the tokens that are searched there.</summary>
    public List<TextSegment> Split(string text) => _raw.Split(text);

    /// <summary>Splits a normalized text at the other tokens.</summary>
    public List<TextSegment> SplitNormalized(string text) => _normalized.Split(text);
}

/// <summary>A token that is found in the text itself before any other step.</summary>
internal sealed record AddedToken(int Id, string Content)
{
    /// <summary>Whether decoding may omit it.</summary>
    public bool Special { get; init; }

    /// <summary>Whether it is searched in the normalized text, after the tokens that are searched in the raw text.</summary>
    public bool Normalized { get; init; }

    /// <summary>Whether it swallows the whitespace before it.</summary>
    public bool StripLeft { get; init; }

    /// <summary>Whether it swallows the whitespace after it.</summary>
    public bool StripRight { get; init; }

    /// <summary>Whether it must not touch a word character.</summary>
    public bool SingleWord { get; init; }
}

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

/// <summary>Tests for a word character (letter, mark, decimal digit, connector, joiner) at an end of a text.</summary>
internal static class WordCharacter
{
    public static bool Starts(ReadOnlySpan<char> text) => Rune.DecodeFromUtf16(text, out var rune, out _) == OperationStatus.Done && Is(rune);

    public static bool Ends(ReadOnlySpan<char> text) => Rune.DecodeLastFromUtf16(text, out var rune, out _) == OperationStatus.Done && Is(rune);

    private static bool Is(Rune rune) => rune.Value is 0x200C or 0x200D || Rune.GetUnicodeCategory(rune)
        is <= UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;
}

/// <summary>The tokens by id.</summary>
internal sealed class TokenTable
{
    private readonly string?[] _tokens;

    /// <summary>Collects the tokens of a vocabulary and the added tokens, which take precedence.</summary>
    public TokenTable(IEnumerable<(string Token, int Id)> vocabulary, AddedTokens added)
    {
        var known = vocabulary.ToList();
        _tokens = new string?[known.Select(entry => entry.Id).Concat(added.Ids).DefaultIfEmpty(-1).Max() + 1];
        foreach (var (token, id) in known)
        {
            _tokens[id] = token;
        }

        foreach (var id in added.Ids)
        {
            _tokens[id] = added.Content(id);
        }

        Count = _tokens.Count(token => token is not null);
    }

    /// <summary>The number of ids that have a token.</summary>
    public int Count { get; }

    /// <summary>Returns the token of an id, or null.</summary>
    public string? this[int id] => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;
}
