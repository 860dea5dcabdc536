using System.Globalization;
using System.Text.Json;
using Kif.Models.Files;
using Kif.Models.Safetensors;

namespace Kif.Models.Folders;

/// <summary>Writes weights as <c>model.safetensors</c>, or as shards with an index.</summary>
internal static class WeightShards
{
    /// <summary>Writes the weights; converts one shard at a time.</summary>
    /// <exception cref="InvalidDataException">A value is not finite, or not in the new type; the message names the weight.</exception>
    public static void Write(string folder, IReadOnlyDictionary<string, Tensor> weights, ModelFolderOptions options)
    {
        int size = SafetensorsTypes.Size(options.DType);
        List<List<string>> shards = Split(weights, options.MaxShardBytes, size);
        string[] files = shards.Count == 1
            ? [WeightFiles.Whole]
            : [.. Enumerable.Range(1, shards.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"model-{i:d5}-of-{shards.Count:d5}.safetensors"))];
        for (int i = 0; i < files.Length; i++) WriteShard(Path.Combine(folder, files[i]), shards[i], weights, options.DType);
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
                throw new InvalidDataException($"the weight '{name}' has values that are not finite{(weights[name].isfinite().all().item<bool>() ? $" as {dtype}; bfloat16 and float32 hold larger ones" : "")}");
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
        foreach ((string name, string file) in shards.SelectMany(s => s.Names.Select(n => (n, s.File))).OrderBy(p => p.n, StringComparer.Ordinal)) json.WriteString(name, file);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
