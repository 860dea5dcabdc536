using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Kif.Models.Tokenizers.Unigram;

/// <summary>
/// SentencePiece's compiled normalisation as the fast tokenizers apply it: a grapheme cluster of less than six bytes becomes the replacement of its shortest
/// matching prefix; every other cluster goes character by character. (SentencePiece itself takes the longest match.)
/// </summary>
internal sealed class CharsMap
{
    private readonly uint[] trie;
    private readonly byte[] texts;
    private readonly string?[] ascii = new string?[128];

    /// <exception cref="InvalidDataException">The map is damaged.</exception>
    public CharsMap(ReadOnlySpan<byte> compiled)
    {
        if (compiled.IsEmpty) (trie, texts) = ([], []);
        else
        {
            uint size = compiled.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(compiled);
            if (size > compiled.Length - 4 || size % 4 != 0) throw new InvalidDataException("the compiled normalisation is damaged");
            trie = new uint[size / 4];
            for (int i = 0; i < trie.Length; i++) trie[i] = BinaryPrimitives.ReadUInt32LittleEndian(compiled[(4 + 4 * i)..]);
            texts = compiled[(4 + (int)size)..].ToArray();
        }
        for (int c = 0; c < 128; c++) ascii[c] = Replacement([(byte)c]);
    }

    public string Normalize(string text)
    {
        if (trie.Length == 0) return text;
        var result = new StringBuilder(text.Length + 8);
        for (int i = 0; i < text.Length;)
        {
            bool alone = text[i] < 128 && (i + 1 == text.Length || (text[i + 1] < 128 && !(text[i] == '\r' && text[i + 1] == '\n')));
            if (alone)
            {
                if (ascii[text[i]] is { } other) result.Append(other); else result.Append(text[i]);
                i++;
                continue;
            }
            int length = StringInfo.GetNextTextElementLength(text, i);
            Cluster(text.AsSpan(i, length), result);
            i += length;
        }
        return result.ToString();
    }

    private void Cluster(ReadOnlySpan<char> cluster, StringBuilder result)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (Encoding.UTF8.GetByteCount(cluster) < 6 && Replacement(bytes[..Encoding.UTF8.GetBytes(cluster, bytes)]) is { } whole)
        {
            result.Append(whole);
            return;
        }
        foreach (Rune rune in cluster.EnumerateRunes())
            if (Replacement(bytes[..rune.EncodeToUtf8(bytes)]) is { } other) result.Append(other); else result.Append(rune.ToString());
    }

    /// <summary>What the shortest prefix that is in the trie becomes; null where none is.</summary>
    private string? Replacement(ReadOnlySpan<byte> key)
    {
        if (trie.Length == 0) return null;
        uint at = Offset(trie[0]);
        foreach (byte b in key)
        {
            at ^= b;
            if (b == 0 || at >= trie.Length || (trie[at] & 0x800000FF) != b) return null;
            uint unit = trie[at];
            at ^= Offset(unit);
            if ((unit >> 8 & 1) == 0) continue;
            uint start = at < trie.Length ? trie[at] & 0x7FFFFFFF : uint.MaxValue;
            if (start >= texts.Length) throw new InvalidDataException("the compiled normalisation is damaged");
            ReadOnlySpan<byte> rest = texts.AsSpan((int)start);
            return Encoding.UTF8.GetString(rest.IndexOf((byte)0) is >= 0 and var end ? rest[..end] : rest);
        }
        return null;
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & 0x200) >> 6);
}
