using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Models;

/// <summary>Writes a model as an ordinary Hugging Face folder: settings and tokenizer of its original folder, and new weights.</summary>
public static class ModelFolderWriter
{
    /// <summary>Files that are copied if they exist.</summary>
    private static readonly string[] Copied =
    [
        "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "vocab.txt",
        "merges.txt",
        "spiece.model", "tokenizer.model", "chat_template.jinja", "chat_template.json", "LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE", "NOTICE.txt",
    ];

    /// <summary>Those of them that are no tokenizer's.</summary>
    private static readonly string[] OfModel = ["generation_config.json", "LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE", "NOTICE.txt"];

    /// <summary>Writes a folder that transformers 4 and 5 load alike. It appears complete or not at all.</summary>
    /// <param name="source">The original folder of the model: its settings and tokenizer are copied, its weights are not read.</param>
    /// <param name="weights">All weights by Hugging Face's names, a tied one once, as <see cref="LanguageModel.Export"/> passes them; only read.</param>
    /// <param name="folder">The new folder; it must not exist yet, or be empty.</param>
    /// <param name="dtype">The type of the weights in the files: Float32, BFloat16 or Float16. Default: Float32.</param>
    /// <param name="maxShardBytes">
    /// The most bytes of weights in one file; more are split into shards with an index. A single larger weight gets its own shard. Default: 5 · 10⁹.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The type or the number of bytes is out of its range, or there are no weights; the message names the value and the allowed ones.
    /// </exception>
    /// <exception cref="IOException">The folder is the source, is not empty, or can't be written.</exception>
    /// <exception cref="InvalidDataException">A weight is not finite, or too large for the type.</exception>
    public static void Write(
        ModelFolder source, IReadOnlyDictionary<string, Tensor> weights, string folder, ScalarType dtype = ScalarType.Float32,
        long maxShardBytes = 5_000_000_000) => Write(source, source.Config, weights, folder, dtype, maxShardBytes, null);

    /// <summary>Writes a folder of a model whose settings are not those of its source, and whose tokenizer may lie in another folder.</summary>
    internal static void Write(
        ModelFolder source, ConfigFile settings, IReadOnlyDictionary<string, Tensor> weights, string folder, ScalarType dtype, long maxShardBytes,
        string? tokenizer)
    {
        if (dtype is not (ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float16))
            throw new ArgumentException($"{nameof(dtype)} is {dtype}; allowed: Float32, BFloat16, Float16.", nameof(dtype));
        if (maxShardBytes < 1)
            throw new ArgumentException(
                FormattableString.Invariant($"{nameof(maxShardBytes)} is {maxShardBytes}; allowed: 1 or more."), nameof(maxShardBytes));
        if (weights.Count == 0) throw new ArgumentException("a model has weights, and there are none", nameof(weights));
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        CheckFree(source, target);
        if (Path.GetDirectoryName(target) is null) throw new IOException($"'{folder}' can't be made a model folder.");
        AtomicFolder.Write(target, part =>
        {
            (JsonObject config, IReadOnlyDictionary<string, Tensor> stored, IDisposable owner) = WrittenSettings.Of(settings, weights);
            using (owner) WeightShards.Write(part, stored, dtype, maxShardBytes);
            foreach (string file in Copied)
                if ((tokenizer is null || Array.IndexOf(OfModel, file) >= 0 ? source.Find(file) : FolderFile.Find(tokenizer, file)) is { } found)
                    AtomicFile.Copy(found, Path.Combine(part, file));
            AtomicFile.Write(Path.Combine(part, "config.json"), Text(config, dtype));
        });
    }

    /// <summary>Rejects a target that is not empty.</summary>
    /// <exception cref="IOException">It is not empty; if it is the source, the message says so.</exception>
    internal static void CheckFree(ModelFolder source, string target)
    {
        if (File.Exists(target)) throw new IOException($"'{target}' is a file; allowed: a folder that is not there yet, or an empty one.");
        if (!Directory.Exists(target) || !Directory.EnumerateFileSystemEntries(target).Any()) return;
        string real = new DirectoryInfo(target).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? target;
        string original = new DirectoryInfo(source.Path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? source.Path;
        bool same = Path.TrimEndingDirectorySeparator(real) == Path.TrimEndingDirectorySeparator(original);
        throw new IOException(
            $"'{target}' {(same ? "is the folder that the model comes from, which is never changed" : "is not empty")}; "
            + "allowed: a folder that is not there yet, or an empty one.");
    }

    /// <summary>Returns the settings with the type of the new weights, under the names that the source uses for it.</summary>
    private static string Text(JsonObject config, ScalarType dtype)
    {
        string[] keys = [.. new[] { "dtype", "torch_dtype" }.Where(config.ContainsKey).DefaultIfEmpty("torch_dtype")];
        foreach (string key in keys) config[key] = dtype.ToString().ToLowerInvariant();
        return config.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }
}

/// <summary>Writes weights as <c>model.safetensors</c>, or as shards with an index.</summary>
internal static class WeightShards
{
    /// <summary>Writes the weights; converts one shard at a time.</summary>
    /// <exception cref="InvalidDataException">A value is not finite, or not in the new type; the message names the weight.</exception>
    public static void Write(string folder, IReadOnlyDictionary<string, Tensor> weights, ScalarType dtype, long maxBytes)
    {
        int size = SafetensorsTypes.Size(dtype);
        List<List<string>> shards = Split(weights, maxBytes, size);
        string[] files = shards.Count == 1
            ? [WeightFiles.Whole]
            : [.. Enumerable.Range(1, shards.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"model-{i:d5}-of-{shards.Count:d5}.safetensors"))];
        for (int i = 0; i < files.Length; i++) WriteShard(Path.Combine(folder, files[i]), shards[i], weights, dtype);
        if (files.Length > 1) WriteIndex(Path.Combine(folder, WeightFiles.Index), shards.Zip(files), weights.Values.Sum(w => w.numel() * size));
    }

    /// <summary>Splits weights into shards in the given order, as many to a shard as fit.</summary>
    private static List<List<string>> Split(IReadOnlyDictionary<string, Tensor> weights, long most, int size)
    {
        var shards = new List<List<string>> { new() };
        long used = 0;
        foreach ((string name, Tensor weight) in weights)
        {
            long bytes = weight.numel() * size;
            if (shards[^1].Count > 0 && used + bytes > most)
            {
                shards.Add([]);
                used = 0;
            }
            shards[^1].Add(name);
            used += bytes;
        }
        return shards;
    }

    private static void WriteShard(string path, List<string> names, IReadOnlyDictionary<string, Tensor> weights, ScalarType dtype)
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var converted = new List<(string, Tensor)>();
        foreach (string name in names)
        {
            Tensor weight = weights[name].detach().to(dtype);
            if (!weight.isfinite().all().item<bool>())
            {
                string why = weights[name].isfinite().all().item<bool>() ? $" as {dtype}; bfloat16 and float32 hold larger ones" : "";
                throw new InvalidDataException($"the weight '{name}' has values that are not finite{why}");
            }
            converted.Add((name, weight));
        }
        SafetensorsWriter.Write(path, converted, new Dictionary<string, string> { ["format"] = "pt" });
    }

    private static void WriteIndex(string path, IEnumerable<(List<string> Names, string File)> shards, long bytes) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartObject("metadata");
        json.WriteNumber("total_size", bytes);
        json.WriteEndObject();
        json.WriteStartObject("weight_map");
        foreach ((string name, string file) in shards.SelectMany(s => s.Names.Select(n => (n, s.File))).OrderBy(p => p.n, StringComparer.Ordinal))
            json.WriteString(name, file);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
