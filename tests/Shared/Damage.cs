namespace Kif.Tests;

/// <summary>What can happen to a file on its way: each changes it.</summary>
internal static class Damage
{
    /// <summary>The kinds, by name.</summary>
    public static readonly string[] Kinds = ["cut", "emptied", "flipped", "deleted"];

    /// <summary>Damages a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="seed">Chooses the place.</param>
    public static void Do(string file, string kind, int seed)
    {
        byte[] content = File.ReadAllBytes(file);
        var random = new Random(seed);
        switch (kind)
        {
            case "cut":
                File.WriteAllBytes(file, content[..random.Next(content.Length)]);
                break;
            case "emptied":
                File.WriteAllBytes(file, []);
                break;
            case "flipped":
                content[random.Next(content.Length)] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, content);
                break;
            default:
                File.Delete(file);
                break;
        }
    }
}
