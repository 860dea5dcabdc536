using System.Globalization;
using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>Applies a <see cref="CharsMap"/> as the fast tokenizers of Hugging Face do, which differs from SentencePiece itself.</summary>
/// <remarks>
/// A grapheme cluster of fewer than six UTF-8 bytes becomes the replacement of its shortest matching prefix; any other goes
/// character by character. (SentencePiece takes the longest match anywhere, so it keeps accents that this loses.)
/// </remarks>
internal sealed class CharsMapNormalizer
{
    private const int ShortCluster = 6;

    private readonly CharsMap _map;
    private readonly string[] _ascii;

    public CharsMapNormalizer(CharsMap map)
    {
        _map = map;
        _ascii = [.. Enumerable.Range(0, 128).Select(c => Replacement(((char)c).ToString()) ?? ((char)c).ToString())];
    }

    public void Append(ReadOnlySpan<char> text, StringBuilder into)
    {
        while (!text.IsEmpty)
        {
            if (text[0] < 128 && text[0] != '\r' && (text.Length == 1 || text[1] < 128))
            {
                into.Append(_ascii[text[0]]);
                text = text[1..];
                continue;
            }

            var length = StringInfo.GetNextTextElementLength(text);
            AppendCluster(text[..length], into);
            text = text[length..];
        }
    }

    private void AppendCluster(ReadOnlySpan<char> cluster, StringBuilder into)
    {
        if (Encoding.UTF8.GetByteCount(cluster) < ShortCluster && Replacement(cluster) is { } whole)
        {
            into.Append(whole);
            return;
        }

        while (!cluster.IsEmpty)
        {
            var rune = cluster[..(char.IsHighSurrogate(cluster[0]) && cluster.Length > 1 ? 2 : 1)];
            if (Replacement(rune) is { } part)
            {
                into.Append(part);
            }
            else
            {
                into.Append(rune);
            }

            cluster = cluster[rune.Length..];
        }
    }

    private string? Replacement(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[ShortCluster];
        return _map.Shortest(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }
}
