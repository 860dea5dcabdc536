using System.Security.Cryptography;

namespace Kif.Pipeline.Jobs;

/// <summary>The SHA-256 hashes of files of a model folder, in the order of their names, in lowercase hexadecimal digits.</summary>
internal static class ModelFolderHash
{
    private static readonly string[] TokenizerFiles =
        ["added_tokens.json", "merges.txt", "special_tokens_map.json", "spiece.model", "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "vocab.json", "vocab.txt"];

    /// <summary>Hashes the weight files.</summary>
    public static string Weights(string folder) => Of(Directory.GetFiles(folder, "*.safetensors").Order(StringComparer.Ordinal));

    /// <summary>Hashes the tokenizer's files.</summary>
    public static string Tokenizer(string folder) => Of(TokenizerFiles.Select(name => Path.Combine(folder, name)).Where(File.Exists));

    private static string Of(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 20];
        foreach (string file in files)
        {
            using FileStream stream = File.OpenRead(file);
            for (int read; (read = stream.Read(buffer)) > 0;) hash.AppendData(buffer, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
