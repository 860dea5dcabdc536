using System.Text;

namespace Kif.Models.Tokenizers;

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
