using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, which SentencePiece uses for characters without a piece.</summary>
internal sealed class ByteTokens(Func<string, int?> idOf)
{
    private readonly int?[] _ids = [.. Enumerable.Range(0, 256).Select(value => idOf($"<0x{value:X2}>"))];

    /// <summary>Appends the ids of a character's bytes; if one of them has no token, returns false and appends nothing.</summary>
    public bool TryAdd(Rune rune, List<int> ids)
    {
        Span<byte> bytes = stackalloc byte[4];
        bytes = bytes[..rune.EncodeToUtf8(bytes)];
        foreach (var value in bytes)
        {
            if (_ids[value] is null)
            {
                return false;
            }
        }

        foreach (var value in bytes)
        {
            ids.Add(_ids[value]!.Value);
        }

        return true;
    }

    /// <summary>Returns the byte that a token stands for, or null.</summary>
    public static byte? Value(string token) =>
        token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
        && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value : null;
}

/// <summary>The printable characters that stand for the 256 bytes in byte-level vocabularies (GPT-2).</summary>
internal static class ByteAlphabet
{
    private static readonly char[] Chars = Spell();
    private static readonly short[] Bytes = Invert();

    /// <summary>Returns the character of a byte.</summary>
    public static char CharOf(byte value) => Chars[value];

    /// <summary>Appends the bytes that a token spells; a token with a character outside the alphabet counts as plain text.</summary>
    public static void AppendBytes(string token, List<byte> into)
    {
        var first = into.Count;
        foreach (var c in token)
        {
            if (c >= Bytes.Length || Bytes[c] < 0)
            {
                into.RemoveRange(first, into.Count - first);
                into.AddRange(Encoding.UTF8.GetBytes(token));
                return;
            }

            into.Add((byte)Bytes[c]);
        }
    }

    private static char[] Spell()
    {
        var chars = new char[256];
        var next = 256;
        for (var value = 0; value < 256; value++)
        {
            chars[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)value : (char)next++;
        }

        return chars;
    }

    private static short[] Invert()
    {
        var bytes = new short[Chars.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (var value = 0; value < 256; value++)
        {
            bytes[Chars[value]] = (short)value;
        }

        return bytes;
    }
}
