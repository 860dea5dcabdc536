namespace Kif.Models.Tokenizers;

/// <summary>All added tokens of a tokenizer: splitting text at them, and their spelling.</summary>
internal sealed class AddedTokens
{
    private readonly AddedTokenSet[] _passes;
    private readonly Dictionary<int, AddedToken> _byId = [];
    private readonly Dictionary<string, int> _byContent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _special = [];

    public AddedTokens(IReadOnlyCollection<AddedToken> tokens)
    {
        _passes = [new(tokens.Where(token => !token.Normalized)), new(tokens.Where(token => token.Normalized))];
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

    /// <summary>The ids that added tokens have.</summary>
    public IReadOnlyCollection<int> Ids => _byId.Keys;

    /// <summary>The spelling of an added token, or null.</summary>
    public string? Content(int id) => _byId.GetValueOrDefault(id)?.Content;

    /// <summary>The id of the added token with a spelling, or null.</summary>
    public int? IdOf(string? content) => content is not null && _byContent.TryGetValue(content, out var id) ? id : null;

    /// <summary>Whether decoding may leave out the token with this spelling.</summary>
    public bool IsSpecial(string token) => _special.Contains(token);

    /// <summary>The text in stretches, in order.</summary>
    public List<TextSegment> Split(string text)
    {
        var segments = new List<TextSegment> { new(0, text.Length) };
        foreach (var pass in _passes)
        {
            var finer = new List<TextSegment>();
            foreach (var segment in segments)
            {
                if (segment.Id >= 0)
                {
                    finer.Add(segment);
                }
                else
                {
                    pass.Split(text, segment.Start, segment.End, finer);
                }
            }

            segments = finer;
        }

        return segments;
    }
}
