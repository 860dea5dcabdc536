namespace Kif.Models.Tokenizers;

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
    public AddedTokens(IReadOnlyCollection<AddedToken> tokens, Func<string, string>? normalize = null)
    {
        _raw = new(tokens.Where(token => !token.Normalized));
        _normalized = new(tokens.Where(token => token.Normalized).Select(token => token with { Content = normalize?.Invoke(token.Content) ?? token.Content }));
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
