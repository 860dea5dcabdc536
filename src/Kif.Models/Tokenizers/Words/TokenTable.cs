namespace Kif.Models.Tokenizers;

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
