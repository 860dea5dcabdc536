using System.Globalization;
using System.Text;

namespace Kif.Models.Tokenizers;

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
