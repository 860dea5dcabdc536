using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>Splits words into characters; one without a token becomes its bytes if the model says so, else the unknown token.</summary>
internal sealed class CharacterSpelling : IBpeSpelling
{
    private readonly BpeSettings _settings;
    private readonly ByteTokens? _bytes;
    private readonly Dictionary<int, int> _ids = [];

    public CharacterSpelling(BpeSettings settings)
    {
        _settings = settings;
        _bytes = settings.ByteFallback ? new ByteTokens(token => settings.Vocabulary.TryGetValue(token, out var id) ? id : null) : null;
        foreach (var (token, id) in settings.Vocabulary)
        {
            if (token.Length is 1 or 2 && Rune.DecodeFromUtf16(token, out var rune, out var length) == 0 && length == token.Length)
            {
                _ids[rune.Value] = id;
            }
        }
    }

    public string Token(ReadOnlySpan<char> word) => word.ToString();

    public void Symbols(ReadOnlySpan<char> word, List<int> symbols)
    {
        var unknown = new UnknownRun(_settings.UnknownId, _settings.FuseUnknown, symbols);
        foreach (var rune in word.EnumerateRunes())
        {
            if (_ids.TryGetValue(rune.Value, out var id))
            {
                unknown.Flush();
                symbols.Add(id);
            }
            else if (_bytes?.TryAdd(rune, symbols) is not true)
            {
                unknown.Add();
            }
        }

        unknown.Flush();
    }
}
