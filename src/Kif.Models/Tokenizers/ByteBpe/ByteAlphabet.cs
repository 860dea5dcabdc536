namespace Kif.Models.Tokenizers.ByteBpe;

/// <summary>The printable characters that stand for the 256 bytes in byte-level vocabularies.</summary>
internal static class ByteAlphabet
{
    private static readonly char[] Chars = Make();
    private static readonly Dictionary<char, byte> Bytes = Chars.Select((c, b) => (c, (byte)b)).ToDictionary(p => p.c, p => p.Item2);

    public static char Of(byte b) => Chars[b];

    public static bool TryByte(char c, out byte b) => Bytes.TryGetValue(c, out b);

    /// <summary>Printable Latin-1 bytes stand for themselves, the others follow from U+0100 on.</summary>
    private static char[] Make()
    {
        char[] chars = new char[256];
        int next = 256;
        for (int b = 0; b < 256; b++)
            chars[b] = b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF ? (char)b : (char)next++;
        return chars;
    }
}
