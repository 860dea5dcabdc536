using System.Buffers;
using System.Text;

namespace Kif.Models.Tokenizers;

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
