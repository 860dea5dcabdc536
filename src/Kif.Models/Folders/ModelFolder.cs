using Kif.Models.Files;
using static TorchSharp.torch;

namespace Kif.Models.Folders;

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
        Config = ConfigFile.Read(Find("config.json")
            ?? throw new FileNotFoundException($"'{path}' is no model folder: it has no config.json.", System.IO.Path.Combine(path, "config.json")));
        Generation = Find("generation_config.json") is { } generation ? ConfigFile.Read(generation) : null;
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>The model's settings: <c>config.json</c>.</summary>
    public ConfigFile Config { get; }

    /// <summary>The settings for generation: <c>generation_config.json</c>; null if there is no such file.</summary>
    public ConfigFile? Generation { get; }

    /// <summary>Opens a folder and reads its settings, not yet its weights.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder has no <c>config.json</c>.</exception>
    /// <exception cref="InvalidDataException">A file of settings is damaged, or not a regular file.</exception>
    public static ModelFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException($"There is no model folder '{path}'.");
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
    public WeightSource OpenWeights(ScalarType? type = null, Device? device = null) => new(WeightFiles.Open(this), type ?? ScalarType.Float32, device ?? CPU);
}
