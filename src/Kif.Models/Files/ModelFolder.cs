using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Kif.Models;

/// <summary>A model in an ordinary Hugging Face folder: settings, weights in safetensors files, and the files of its tokenizer.</summary>
/// <remarks>
/// The folder and files of fixed names (<c>config.json</c>, <c>model.safetensors</c>, …) may be symbolic links to anywhere. A shard, which the index names,
/// must lie in the folder; if it is a link, then to a file of the folder or to a blob of a hub cache (<c>snapshots/REVISION/NAME</c> to <c>blobs/HASH</c>).
/// </remarks>
public sealed class ModelFolder
{
    private ModelFolder(string path)
    {
        Path = path;
        Root = ConfigFile.Read(Find("config.json")
            ?? throw new FileNotFoundException($"'{path}' is no model folder: it has no config.json.", System.IO.Path.Combine(path, "config.json")));
        Config = NestedText.Settings(Root);
        Generation = Find("generation_config.json") is { } generation ? ConfigFile.Read(generation) : null;
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>The model's settings: <c>config.json</c>, or its section <c>text_config</c> where the text model is one part of the folder's.</summary>
    public ConfigFile Config { get; }

    /// <summary><c>config.json</c> itself.</summary>
    internal ConfigFile Root { get; }

    /// <summary>The settings for generation: <c>generation_config.json</c>; null if there is no such file.</summary>
    public ConfigFile? Generation { get; }

    /// <summary>Opens a folder and reads its settings, not yet its weights.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder has no <c>config.json</c>.</exception>
    /// <exception cref="InvalidDataException">A file of settings is damaged, or not a regular file.</exception>
    public static ModelFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException($"There is no model folder '{path}'.{NearPath.Hint(path, "config.json")}");
        return new(path);
    }

    /// <summary>Finds the full path of a file of the folder; null if it has none of that name.</summary>
    /// <exception cref="FileNotFoundException">It is a link to a file that does not exist.</exception>
    /// <exception cref="InvalidDataException">Its links form a cycle; the message names it.</exception>
    public string? Find(string file) => FolderFile.Find(Path, file);

    /// <summary>Opens the weights: <c>model.safetensors</c>, or the shards of <c>model.safetensors.index.json</c>. The caller disposes them.</summary>
    /// <param name="type">The type to load weights in, regardless of the stored type; null for 32-bit floats.</param>
    /// <param name="device">The device to load them on; null for the CPU.</param>
    /// <exception cref="FileNotFoundException">The folder has no weights, or lacks a shard.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the index does not fit the shards.</exception>
    internal WeightSource OpenWeights(ScalarType? type = null, Device? device = null) => new(WeightFiles.Open(this), type ?? ScalarType.Float32, device ?? CPU);
}

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
    private readonly Dictionary<string, string> absent = new(StringComparer.Ordinal);

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

    /// <summary>Opens a single file of a model's weights that lies elsewhere.</summary>
    internal static WeightFiles OpenFile(string path)
    {
        var result = new WeightFiles(path);
        result.AddWhole(path);
        return result;
    }

    /// <summary>
    /// The faults of weights that the index lists and no shard has, by name. They do not matter for weights that the model does not need, such as a tied head.
    /// </summary>
    internal IReadOnlyDictionary<string, string> Absent => absent;

    /// <summary>Finds the file of a weight; null if none has it.</summary>
    internal SafetensorsFile? FileOf(string name) => fileOf.GetValueOrDefault(name);

    public void Dispose()
    {
        foreach (SafetensorsFile file in files.Values) file.Dispose();
    }

    /// <summary>Returns the names of the files that an index names, each once.</summary>
    /// <exception cref="InvalidDataException">It is no index, or names other than plain files of its folder.</exception>
    internal static IReadOnlyList<string> Shards(string index)
    {
        ConfigFile map = Map(index);
        return [.. map.Texts().Select(t => ShardName.IsPlain(t.Text) ? t.Text : throw map.Refuse(t.Name, ShardName.Allowed)).Distinct()];
    }

    private static ConfigFile Map(string index) =>
        ConfigFile.Read(index, MaxIndexBytes).Section("weight_map") ?? throw new InvalidDataException($"'{index}' has no weight_map.");

    private void AddWhole(string path)
    {
        files.Add(Whole, SafetensorsFile.Open(path));
        foreach (string name in files[Whole].Names) fileOf.Add(name, files[Whole]);
    }

    private void AddShards(string index)
    {
        ConfigFile map = Map(index);
        foreach ((string weight, string shard) in map.Texts())
        {
            if (!files.TryGetValue(shard, out SafetensorsFile? file))
            {
                if (!ShardName.IsPlain(shard)) throw map.Refuse(weight, ShardName.Allowed);
                string path = FolderFile.FindOwn(Folder, shard)
                    ?? throw new FileNotFoundException($"'{index}' names '{DisplayText.Of(shard)}', which is not there.", Path.Combine(Folder, shard));
                files.Add(shard, file = SafetensorsFile.Open(path));
            }
            if (file.Contains(weight)) fileOf.Add(weight, file);
            else absent.Add(weight, $"'{index}' looks for '{DisplayText.Of(weight)}' in '{DisplayText.Of(shard)}', which does not have it.");
        }
    }

    private static FileNotFoundException Missing(ModelFolder folder)
    {
        bool pickled = Directory.EnumerateFiles(folder.Path, "pytorch_model*").Any();
        return new($"'{folder.Path}' has neither {Whole} nor {Index}."
            + (pickled ? " Its weights are in PyTorch's own format, which can run code; save the model again with safe_serialization=True." : ""));
    }
}

/// <summary>The rules for names of weight files in an index: of files in the same folder, valid on every operating system.</summary>
internal static partial class ShardName
{
    /// <summary>The allowed names, for messages.</summary>
    internal const string Allowed = "a .safetensors file of the same folder, by its plain name";

    private const int MaxLength = 200;
    private const string Refused = "/\\:%*?\"<>|";

    /// <summary>
    /// Whether it is the plain name of a .safetensors file: no path, no device, no character that a program decodes or a terminal interprets.
    /// </summary>
    internal static bool IsPlain(string name) => name.EndsWith(".safetensors", StringComparison.Ordinal) && name.Length <= MaxLength
        && !name.Any(c => Refused.Contains(c) || char.IsControl(c) || char.IsSurrogate(c)) && !Device().IsMatch(name);

    /// <summary>Matches names of devices on Windows, with any extension.</summary>
    [GeneratedRegex(@"^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *\.", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Device();
}
