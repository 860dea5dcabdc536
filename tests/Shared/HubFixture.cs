using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Kif.Tests;

/// <summary>The known answers about a hub and its cache.</summary>
internal static class HubFixture
{
    /// <summary>The folder with cache.tar.gz, env.json, rules.json, repos/ and server.py.</summary>
    public static string Root { get; } =
        File.Exists(Path.Combine(Fixtures.Root, "hub", "rules.json")) ? Path.Combine(Fixtures.Root, "hub") : Path.Combine(Fixtures.Own, "hub");

    /// <summary>Reads a file of JSON.</summary>
    public static JsonElement Json(string file) => JsonElement.Parse(File.ReadAllBytes(Path.Combine(Root, file)));

    /// <summary>Unpacks the cache with its links.</summary>
    /// <returns>The folder of the repositories.</returns>
    public static string Cache(string folder)
    {
        using FileStream packed = File.OpenRead(Path.Combine(Root, "cache.tar.gz"));
        using var tar = new GZipStream(packed, CompressionMode.Decompress);
        Directory.CreateDirectory(folder);
        TarFile.ExtractToDirectory(tar, folder, overwriteFiles: true);
        return Path.Combine(folder, "cache");
    }
}
