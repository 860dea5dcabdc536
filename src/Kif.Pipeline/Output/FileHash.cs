using System.Security.Cryptography;

namespace Kif.Pipeline.Output;

/// <summary>SHA-256 of files, in lowercase hexadecimal digits.</summary>
internal static class FileHash
{
    public static string Of(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
