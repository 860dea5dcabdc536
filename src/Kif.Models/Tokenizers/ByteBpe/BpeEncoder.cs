using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>Ids of one word, remembered for the next time.</summary>
internal sealed class BpeEncoder
{
    private const int Missing = -1;

    private readonly ByteLevelBpeParts _parts;
    private readonly int[] _byteIds;
    private readonly int _unknown;
    private readonly WordCache _cache = new();

    public BpeEncoder(ByteLevelBpeParts parts)
    {
        _parts = parts;
        _byteIds = [.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.CharOf((byte)value).ToString()).Select(Id)];
        _unknown = parts.Unknown is { } token ? parts.Vocabulary[token] : Missing;
    }

    public void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_cache.TryGet(word, out var known))
        {
            ids.AddRange(known);
            return;
        }

        var first = ids.Count;
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(word.Length));
        EncodeBytes(bytes.AsSpan(0, Encoding.UTF8.GetBytes(word, bytes)), ids);
        ArrayPool<byte>.Shared.Return(bytes);
        _cache.Add(word, CollectionsMarshal.AsSpan(ids)[first..]);
    }

    private int Id(string token) => _parts.Vocabulary.TryGetValue(token, out var id) ? id : Missing;

    private void EncodeBytes(ReadOnlySpan<byte> bytes, List<int> ids)
    {
        if (_parts.IgnoreMerges && _parts.Vocabulary.TryGetValue(Spelling(bytes), out var whole))
        {
            ids.Add(whole);
            return;
        }

        var symbols = new List<int>(bytes.Length);
        var unknownBefore = false;
        foreach (var value in bytes)
        {
            var missing = _byteIds[value] == Missing;
            var id = missing ? _unknown : _byteIds[value];
            if (id != Missing && !(missing && unknownBefore && _parts.FuseUnknown))
            {
                symbols.Add(id);
            }

            unknownBefore = missing;
        }

        new BpeWord(CollectionsMarshal.AsSpan(symbols), _parts.Merges).Merge(ids);
    }

    private static string Spelling(ReadOnlySpan<byte> bytes) => string.Create(bytes.Length, bytes, (chars, source) =>
    {
        for (var at = 0; at < chars.Length; at++)
        {
            chars[at] = ByteAlphabet.CharOf(source[at]);
        }
    });
}
