using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>
/// JSON objects that carry the SHA-256 of their own file as their last property, <c>sha256</c>: the hash of the file's bytes with 64 zeros in its place.
/// </summary>
internal static partial class SealedJson
{
    private const string Name = "sha256";

    private static readonly string Blank = new('0', 64);

    /// <summary>Serializes an object with its hash as the last property.</summary>
    /// <param name="value">The object, which has no property <c>sha256</c> of its own.</param>
    /// <param name="options">The serializer's options.</param>
    public static byte[] Write<T>(T value, JsonSerializerOptions options)
    {
        string text = JsonSerializer.Serialize(value, options).TrimEnd();
        string before = text[..^1].TrimEnd(), gap = options.WriteIndented ? options.NewLine + new string(options.IndentCharacter, options.IndentSize) : "";
        string end = options.WriteIndented ? options.NewLine + "}" : "}";
        string colon = options.WriteIndented ? ": " : ":";
        string head = $"{before}{(before.EndsWith('{') ? "" : ",")}{gap}\"{Name}\"{colon}\"";
        return Encoding.UTF8.GetBytes($"{head}{Sha256.Of($"{head}{Blank}\"{end}")}\"{end}");
    }

    /// <summary>Whether a file's content ends with a hash of itself, right or wrong.</summary>
    public static bool IsSealed(byte[] content) => Seal().IsMatch(Encoding.Latin1.GetString(content));

    /// <summary>Checks that a file's content has the hash that it carries.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="InvalidDataException">It carries no hash, or another.</exception>
    public static void Check(string file, byte[] content)
    {
        string text = Encoding.Latin1.GetString(content);
        Match seal = Seal().Match(text);
        if (!seal.Success) throw new InvalidDataException($"{file} does not end with its {Name}: it was cut off or changed");
        Group hash = seal.Groups[1];
        byte[] blank = [.. content];
        Encoding.ASCII.GetBytes(Blank).CopyTo(blank, hash.Index);
        if (Sha256.Of(blank) is var now && now != hash.Value)
            throw new InvalidDataException($"{file} was changed: its hash is {now[..12]}…, as written it was {DisplayText.Of(hash.Value, 12)}");
    }

    [GeneratedRegex("""[{,]\s*"sha256":\s?"([0-9a-f]{64})"\s*\}$""", RegexOptions.RightToLeft)]
    private static partial Regex Seal();
}
