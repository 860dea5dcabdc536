using System.Reflection;
using System.Security.Cryptography;

namespace Kif.Pipeline.Embedded;

/// <summary>The small T5 included in Kif, trained by <c>kif pretrain</c>; extracted into a temporary folder on first use.</summary>
public static class EmbeddedModel
{
    private const string Prefix = "Kif.Pipeline.Model.";

    /// <summary>Returns the model's Hugging Face folder, shared by all processes of a version.</summary>
    public static string Folder()
    {
        Assembly assembly = typeof(EmbeddedModel).Assembly;
        (string Name, byte[] Content)[] files = [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(n => (n[Prefix.Length..], Read(assembly, n)))];
        string key = Convert.ToHexStringLower(SHA256.HashData([.. files.SelectMany(f => SHA256.HashData(f.Content))]))[..16];
        string folder = Path.Combine(Path.GetTempPath(), $"kif-model-{Environment.UserName}-{key}");
        Directory.CreateDirectory(folder);
        foreach ((string name, byte[] content) in files)
        {
            string target = Path.Combine(folder, name);
            if (File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(content)) continue;
            string part = $"{target}.{Environment.ProcessId}";
            File.WriteAllBytes(part, content);
            File.Move(part, target, overwrite: true);
        }
        return folder;
    }

    private static byte[] Read(Assembly assembly, string resource)
    {
        using Stream stream = assembly.GetManifestResourceStream(resource)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
