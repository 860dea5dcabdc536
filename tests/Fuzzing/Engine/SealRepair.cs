using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Kif.Fuzzing;

/// <summary>
/// What somebody does who changes files that carry hashes: computes them again. Without it damage ends at the first hash and reaches no reader.
/// </summary>
internal static partial class SealRepair
{
    private static readonly string Blank = new('0', 64);

    /// <summary>Writes the hashes and lengths of changed files into the files that list them, and each file's own hash into itself.</summary>
    /// <param name="seed">The files before.</param>
    /// <param name="files">The files now.</param>
    /// <param name="last">The files with a hash of their own, in an order in which none lists a later one.</param>
    public static Dictionary<string, byte[]> Of(FuzzSeed seed, Dictionary<string, byte[]> files, params string[] last)
    {
        var repaired = new Dictionary<string, byte[]>(files);
        foreach ((string name, byte[] before) in seed.Files)
            if (!last.Contains(name) && repaired.TryGetValue(name, out byte[]? now) && !ReferenceEquals(before, now))
                foreach (string lists in last.Where(repaired.ContainsKey)) repaired[lists] = Listed(repaired[lists], before, now);
        foreach (string own in last.Where(repaired.ContainsKey)) repaired[own] = Sealed(repaired[own]);
        return repaired;
    }

    private static byte[] Listed(byte[] list, byte[] before, byte[] now)
    {
        string text = Encoding.Latin1.GetString(list), old = Hash(before);
        if (!text.Contains(old)) return list;
        text = Regex.Replace(text, @"""bytes"":\s*\d+(,\s*""sha256"":\s*""" + old + ")", m => $"\"bytes\": {now.Length}{m.Groups[1].Value}");
        return Encoding.Latin1.GetBytes(text.Replace(old, Hash(now)));
    }

    private static byte[] Sealed(byte[] content)
    {
        string text = Encoding.Latin1.GetString(content);
        Match seal = Seal().Match(text);
        if (!seal.Success) return content;
        byte[] result = [.. content];
        int at = seal.Groups[1].Index;
        Encoding.ASCII.GetBytes(Blank).CopyTo(result, at);
        Encoding.ASCII.GetBytes(Hash(result)).CopyTo(result, at);
        return result;
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    [GeneratedRegex(@"[{,]\s*""sha256"":\s?""([0-9a-f]{64})""\s*\}$", RegexOptions.RightToLeft)]
    private static partial Regex Seal();
}
