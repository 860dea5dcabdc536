using Kif.Models.Files;
using Kif.Models.Safetensors;

namespace Kif.Models.Folders;

/// <summary>A model's weight files, and the file of each weight.</summary>
internal sealed class WeightFiles : IDisposable
{
    /// <summary>The name of an unsharded file.</summary>
    internal const string Whole = "model.safetensors";

    /// <summary>The name of the index of shards.</summary>
    internal const string Index = "model.safetensors.index.json";

    private const long MaxIndexBytes = 64 << 20;

    private readonly Dictionary<string, SafetensorsFile> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsFile> fileOf = new(StringComparer.Ordinal);

    private WeightFiles(string folder) => Folder = folder;

    /// <summary>The folder, for messages.</summary>
    internal string Folder { get; }

    /// <summary>The weights' names.</summary>
    internal IReadOnlyCollection<string> Names => fileOf.Keys;

    /// <summary>Opens the single file, or all shards of the index.</summary>
    internal static WeightFiles Open(ModelFolder folder)
    {
        var result = new WeightFiles(folder.Path);
        try
        {
            if (folder.Find(Whole) is { } whole) result.AddWhole(whole);
            else if (folder.Find(Index) is { } index) result.AddShards(index);
            else throw Missing(folder);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Finds the file of a weight; null if none has it.</summary>
    internal SafetensorsFile? FileOf(string name) => fileOf.GetValueOrDefault(name);

    public void Dispose()
    {
        foreach (SafetensorsFile file in files.Values) file.Dispose();
    }

    private void AddWhole(string path)
    {
        files.Add(Whole, SafetensorsFile.Open(path));
        foreach (string name in files[Whole].Names) fileOf.Add(name, files[Whole]);
    }

    private void AddShards(string index)
    {
        ConfigFile map = ConfigFile.Read(index, MaxIndexBytes).Section("weight_map") ?? throw new InvalidDataException($"'{index}' has no weight_map.");
        foreach ((string weight, string shard) in map.Texts())
        {
            if (!files.TryGetValue(shard, out SafetensorsFile? file))
            {
                if (!ShardName.IsPlain(shard)) throw map.Refuse(weight, ShardName.Allowed);
                string path = FolderFile.FindOwn(Folder, shard)
                    ?? throw new FileNotFoundException($"'{index}' names '{ShownText.Of(shard)}', which is not there.", Path.Combine(Folder, shard));
                files.Add(shard, file = SafetensorsFile.Open(path));
            }
            if (!file.Contains(weight))
            {
                throw new InvalidDataException($"'{index}' looks for '{ShownText.Of(weight)}' in '{ShownText.Of(shard)}', which does not have it.");
            }
            fileOf.Add(weight, file);
        }
    }

    private static FileNotFoundException Missing(ModelFolder folder)
    {
        bool pickled = Directory.EnumerateFiles(folder.Path, "pytorch_model*").Any();
        return new($"'{folder.Path}' has neither {Whole} nor {Index}."
            + (pickled ? " Its weights are in PyTorch's own format, which can run code; save the model again with safe_serialization=True." : ""));
    }
}
