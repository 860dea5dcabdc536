using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Kif.Models.Tokenizers;

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
