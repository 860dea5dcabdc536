using System.Security.Cryptography;
using System.Text;

namespace Kif;

/// <summary>SHA-256 in lowercase hexadecimal digits.</summary>
internal static class Sha256
{
    /// <summary>Hashes a text as UTF-8.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Hashes lines with a line feed between them.</summary>
    public static string Of(IEnumerable<string> lines) => Of(string.Join('\n', lines));

    /// <summary>Hashes bytes.</summary>
    public static string Of(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Hashes pieces as if they were one; a piece may be changed after it was read.</summary>
    public static string Of(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<byte> piece in pieces) hash.AppendData(piece.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
