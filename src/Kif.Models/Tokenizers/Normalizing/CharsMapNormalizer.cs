using System.Buffers;
using System.Globalization;
using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>Applies a <see cref="CharsMap"/> as the fast tokenizers of Hugging Face do, which differs from SentencePiece itself.</summary>
/// <remarks>
/// A grapheme cluster of fewer than six UTF-8 bytes becomes the replacement of its shortest matching prefix; any other is replaced
/// character by character. (SentencePiece takes the longest match anywhere, so it keeps accents that this loses.)
/// </remarks>
internal sealed class CharsMapNormalizer : INormalizer
{
    private const int ShortCluster = 6;

    private readonly CharsMap _map;
    private readonly string[] _ascii;
    private readonly SearchValues<char> _unchanged;

    public CharsMapNormalizer(CharsMap map)
    {
        _map = map;
        _ascii = [.. Enumerable.Range(0, 128).Select(c => Replacement(((char)c).ToString()) ?? ((char)c).ToString())];
        _unchanged = SearchValues.Create([.. Enumerable.Range(0, 128).Select(c => (char)c).Where(c => c != '\r' && _ascii[c] == c.ToString())]);
    }

    public string Normalize(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(_unchanged))
        {
            return text;
        }

        var normalized = new StringBuilder(text.Length + 8);
        Append(text, normalized);
        return normalized.ToString();
    }

    private void Append(ReadOnlySpan<char> text, StringBuilder into)
    {
        while (!text.IsEmpty)
        {
            // The last character of a plain run may form a cluster with the next one.
            var plain = text.IndexOfAnyExcept(_unchanged) is >= 0 and var end ? end - 1 : text.Length;
            if (plain > 0)
            {
                into.Append(text[..plain]);
                text = text[plain..];
                continue;
            }

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
