using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>Applies a <see cref="CharsMap"/> as the fast tokenizers of Hugging Face do, which differs from SentencePiece itself.</summary>
/// <remarks>
/// A grapheme cluster of fewer than six UTF-8 bytes becomes the replacement of its shortest matching prefix; any other is replaced
/// character by character. (SentencePiece takes the longest match anywhere, so it keeps accents that this loses.)
/// </remarks>
internal sealed class PrecompiledNormalizer : INormalizer
{
    private const int ShortCluster = 6;

    private readonly CharsMap _map;
    private readonly string[] _ascii;
    private readonly SearchValues<char> _unchanged;

    public PrecompiledNormalizer(CharsMap map)
    {
        _map = map;
        _ascii = [.. Enumerable.Range(0, 128).Select(c => Replacement(((char)c).ToString()) ?? ((char)c).ToString())];
        _unchanged = SearchValues.Create([.. Enumerable.Range(0, 128).Select(c => (char)c).Where(c => c != '\r' && _ascii[c] == c.ToString())]);
    }

    public string Normalize(string text, RuleBudget budget)
    {
        if (!text.AsSpan().ContainsAnyExcept(_unchanged))
        {
            return text;
        }

        var normalized = new StringBuilder(text.Length + 8);
        Append(text, normalized, budget);
        return normalized.ToString();
    }

    private void Append(ReadOnlySpan<char> text, StringBuilder into, RuleBudget budget)
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
                Append(_ascii[text[0]], 1, into, budget);
                text = text[1..];
                continue;
            }

            var length = StringInfo.GetNextTextElementLength(text);
            AppendCluster(text[..length], into, budget);
            text = text[length..];
        }
    }

    private void AppendCluster(ReadOnlySpan<char> cluster, StringBuilder into, RuleBudget budget)
    {
        if (Encoding.UTF8.GetByteCount(cluster) < ShortCluster && Replacement(cluster) is { } whole)
        {
            Append(whole, cluster.Length, into, budget);
            return;
        }

        while (!cluster.IsEmpty)
        {
            var rune = cluster[..(char.IsHighSurrogate(cluster[0]) && cluster.Length > 1 ? 2 : 1)];
            if (Replacement(rune) is { } part)
            {
                Append(part, rune.Length, into, budget);
            }
            else
            {
                into.Append(rune);
            }

            cluster = cluster[rune.Length..];
        }
    }

    private static void Append(string replacement, int replaced, StringBuilder into, RuleBudget budget)
    {
        budget.Add(replacement.Length - replaced, "precompiled_charsmap");
        into.Append(replacement);
    }

    private string? Replacement(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[ShortCluster];
        return _map.Shortest(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }
}

/// <summary>A compiled SentencePiece normalization rule: a double-array trie from strings to replacements.</summary>
/// <remarks>Layout: the trie's size in bytes, the trie as 32-bit units, then replacements, each ended by a zero byte.</remarks>
internal sealed class CharsMap
{
    private readonly uint[] _units;
    private readonly Dictionary<int, string> _replacements = [];

    public CharsMap(ReadOnlySpan<byte> compiled)
    {
        var size = compiled.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(compiled) : uint.MaxValue;
        if (size > compiled.Length - 4 || size % 4 != 0 || size == 0)
        {
            throw new InvalidDataException($"precompiled_charsmap is damaged: {compiled.Length} bytes that do not hold their trie.");
        }

        _units = MemoryMarshal.Cast<byte, uint>(compiled.Slice(4, (int)size)).ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(_units, _units);
        }

        var texts = compiled[(4 + (int)size)..];
        for (var at = 0; at < texts.Length;)
        {
            var length = texts[at..].IndexOf((byte)0) is >= 0 and var end ? end : texts.Length - at;
            _replacements[at] = Encoding.UTF8.GetString(texts.Slice(at, length));
            at += length + 1;
        }
    }

    /// <summary>Returns the replacement of the shortest prefix that has one, or null.</summary>
    public string? Shortest(ReadOnlySpan<byte> text)
    {
        var node = Offset(_units[0]);
        foreach (var next in text)
        {
            node ^= next;
            if (next == 0 || node >= _units.Length || (_units[node] & 0x800000FF) != next)
            {
                return null;
            }

            var hasValue = (_units[node] & 0x100) != 0;
            node ^= Offset(_units[node]);
            if (hasValue && node < _units.Length)
            {
                return _replacements.GetValueOrDefault((int)(_units[node] & 0x7FFFFFFF));
            }
        }

        return null;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
