using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Models;

/// <summary>A file of a repository, as a hub lists it.</summary>
/// <param name="Path">Its path, with slashes between folders.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="GitSha1">SHA-1 of its git object, which of a large file is a pointer's; null if it is not told.</param>
/// <param name="Sha256">SHA-256 of a large file's content; null for a small one.</param>
internal sealed record HubFile(string Path, long Size, string? GitSha1, string? Sha256)
{
    /// <summary>The name of its blob in a cache, a hash of its content: SHA-256 of a large file, git's SHA-1 of a small one; null if unknown.</summary>
    public string? Blob => Sha256 ?? GitSha1;
}

/// <summary>The files of a commit, as a hub lists them and as the cache keeps them in <c>trees/COMMIT.json</c>.</summary>
/// <param name="Files">The files by their paths; those whose path leads out of a folder are left out.</param>
internal sealed record HubListing(IReadOnlyDictionary<string, HubFile> Files)
{
    /// <summary>The most files of a repository that are read.</summary>
    public const int MostFiles = 1_000_000;

    /// <summary>The largest file, 8 TiB: the sum of all sizes fits into 64 bits.</summary>
    private const long MaxSize = 1L << 43;

    private const long MaxFileBytes = 256 << 20;

    /// <summary>Reads a page of a hub's listing.</summary>
    /// <param name="page">The JSON that the hub sent.</param>
    /// <param name="source">Where it is from, for messages.</param>
    /// <exception cref="InvalidDataException">It is no listing; the message says why.</exception>
    public static IEnumerable<HubFile> ReadPage(ReadOnlyMemory<byte> page, string source)
    {
        JsonElement root = HubJson.Parse(page, source);
        if (root.ValueKind != JsonValueKind.Array) throw new InvalidDataException($"{source}: a list of files is expected, not {root.ValueKind}.");
        foreach (JsonElement row in root.EnumerateArray())
        {
            if (HubJson.Text(row, "type") != "file" || HubJson.Text(row, "path") is not { } path || SafePath.Below("", path) is null) continue;
            JsonElement large = row.TryGetProperty("lfs", out JsonElement lfs) ? lfs : default;
            long? size = HubJson.Number(large, "size") ?? HubJson.Number(row, "size");
            if (size is not (>= 0 and <= MaxSize))
                throw new InvalidDataException($"{source}: '{DisplayText.Of(path)}' has {size?.ToString(CultureInfo.InvariantCulture) ?? "no"} bytes; "
                    + $"allowed: 0 to {MaxSize}.");
            yield return new(path, size.Value, Hash(HubJson.Text(row, "oid"), 40), Hash(HubJson.Text(large, "oid") ?? HubJson.Text(large, "sha256"), 64));
        }
    }

    /// <summary>Reads the file of a cache; null if it is not there or is none of this format.</summary>
    public static HubListing? Read(string file)
    {
        if (!File.Exists(file)) return null;
        try
        {
            JsonElement root = JsonFile.ReadObject(file, MaxFileBytes);
            if (HubJson.Number(root, "format_version") != 1 || !root.TryGetProperty("files", out JsonElement all) || all.ValueKind != JsonValueKind.Object)
                return null;
            var files = new Dictionary<string, HubFile>(StringComparer.Ordinal);
            foreach (JsonProperty entry in all.EnumerateObject())
            {
                if (SafePath.Below("", entry.Name) is null) continue;
                long size = HubJson.Number(entry.Value, "lfs_size") ?? HubJson.Number(entry.Value, "size") ?? -1;
                if (size is < 0 or > MaxSize) return null;
                files[entry.Name] = new(
                    entry.Name, size, Hash(HubJson.Text(entry.Value, "blob_id"), 40), Hash(HubJson.Text(entry.Value, "lfs_sha256"), 64));
            }
            return new(files);
        }
        catch (Exception e) when (e is IOException or InvalidDataException) { return null; }
    }

    /// <summary>Writes it as the Python client does.</summary>
    /// <param name="file">The file; its folder must exist.</param>
    public void Write(string file)
    {
        var files = new JsonObject();
        foreach (HubFile f in Files.Values.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            var entry = new JsonObject { ["size"] = f.Size, ["blob_id"] = f.GitSha1 };
            if (f.Sha256 is not null) (entry["lfs_sha256"], entry["lfs_size"]) = (f.Sha256, f.Size);
            files[f.Path] = entry;
        }
        var root = new JsonObject { ["format_version"] = 1, ["files"] = files };
        AtomicFile.Write(file, root.ToJsonString(new() { WriteIndented = true, IndentSize = 1 }));
    }

    private static string? Hash(string? text, int length) => text?.Length == length && HubAddress.IsHash(text) ? text : null;
}

/// <summary>Reads JSON that a hub sends.</summary>
internal static class HubJson
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <exception cref="InvalidDataException">It is no JSON; the message names the source.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> bytes, string source)
    {
        try { return JsonElement.Parse(bytes.Span, Strict); }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{source}: the answer is no JSON: {DisplayText.Of(e.Message, 200)}", e);
        }
    }

    /// <summary>Returns the text of a property; null if there is none.</summary>
    public static string? Text(JsonElement owner, string name)
    {
        if (owner.ValueKind != JsonValueKind.Object || !owner.TryGetProperty(name, out JsonElement value)) return null;
        if (value.ValueKind != JsonValueKind.String) return null;
        try { return value.GetString(); }
        catch (InvalidOperationException) { return null; }
    }

    /// <summary>Returns the whole number of a property; null if there is none.</summary>
    public static long? Number(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out long number) ? number : null;
}
