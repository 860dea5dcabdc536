using System.Buffers;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>Splits a word into the initial symbols of a BPE model, before any merge.</summary>
internal interface IBpeSpelling
{
    /// <summary>Returns the spelling of the token that would stand for the whole word.</summary>
    string Token(ReadOnlySpan<char> word);

    /// <summary>Appends the ids of the word's initial symbols, in order.</summary>
    void Symbols(ReadOnlySpan<char> word, List<int> symbols);
}

/// <summary>Splits words into their UTF-8 bytes, each of which has a printable character (GPT-2).</summary>
internal sealed class ByteSpelling : IBpeSpelling
{
    private readonly int?[] _ids;
    private readonly BpeSettings _settings;

    public ByteSpelling(BpeSettings settings)
    {
        _settings = settings;
        _ids = [.. Enumerable.Range(0, 256).Select(value =>
            settings.Vocabulary.TryGetValue(ByteAlphabet.CharOf((byte)value).ToString(), out var id) ? id : (int?)null)];
    }

    public string Token(ReadOnlySpan<char> word)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(word.Length));
        var token = string.Create(Encoding.UTF8.GetBytes(word, bytes), bytes, (chars, source) =>
        {
            for (var at = 0; at < chars.Length; at++)
            {
                chars[at] = ByteAlphabet.CharOf(source[at]);
            }
        });
        ArrayPool<byte>.Shared.Return(bytes);
        return token;
    }

    public void Symbols(ReadOnlySpan<char> word, List<int> symbols)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(word.Length));
        var unknown = new UnknownRun(_settings.UnknownId, _settings.FuseUnknown, symbols);
        foreach (var value in bytes.AsSpan(0, Encoding.UTF8.GetBytes(word, bytes)))
        {
            if (_ids[value] is { } id)
            {
                unknown.Flush();
                symbols.Add(id);
            }
            else
            {
                unknown.Add();
            }
        }

        unknown.Flush();
        ArrayPool<byte>.Shared.Return(bytes);
    }
}

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

/// <summary>Writes the unknown token for characters without a token, fused or not, before the next known character or at the end.</summary>
internal ref struct UnknownRun(int? unknown, bool fuses, List<int> symbols)
{
    private bool _pending;

    public void Add()
    {
        if (!fuses)
        {
            Flush();
        }

        _pending = unknown is not null;
    }

    public void Flush()
    {
        if (_pending)
        {
            symbols.Add(unknown!.Value);
            _pending = false;
        }
    }
}
