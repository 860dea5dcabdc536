using System.Text.Json;
using Kif.Models;
using Kif.Tests;

namespace Kif.Gguf.Tests;

/// <summary>An adapter with what PEFT computes with it, for one row without padding.</summary>
internal sealed class KnownAdapter
{
    private KnownAdapter(string folder, string model, string logits, bool isIgnored)
    {
        (Folder, Model, IsIgnoredByPeft) = (folder, ModelFolder.Open(model), isIgnored);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        using Tensor mask = expected.Load("attention_mask", ScalarType.Int64), all = expected.Load(logits, ScalarType.Float32);
        // The row with the fewest masked tokens, and its tokens without them.
        int row = (int)mask.sum(1).argmax().item<long>();
        long[] kept = [.. mask[row].data<long>().Select((on, at) => (on, at)).Where(m => m.on != 0).Select(m => (long)m.at)];
        int[] ids = RuntimeTests.Numbers(expected, "input_ids", row);
        Ids = [.. kept.Select(at => ids[at])];
        bool two = Model.Config.String("model_type") == "t5";
        using Tensor rows = two ? all[row] : all[row][torch.tensor(kept)];
        Logits = rows.contiguous().data<float>().ToArray();
        if (two) Decoder = [0, .. RuntimeTests.Numbers(expected, "labels", row)[..^1].Select(id => Math.Max(id, 0))];
    }

    public string Folder { get; }

    public ModelFolder Model { get; }

    public int[] Ids { get; }

    public int[]? Decoder { get; }

    public float[] Logits { get; }

    /// <summary>Whether PEFT ignores the factors, for a prefix that their names lack; Kif writes them and says so.</summary>
    public bool IsIgnoredByPeft { get; }

    /// <summary>Finds an adapter; null if there is no answer in single precision.</summary>
    public static KnownAdapter? Find(string name)
    {
        string folder = Path.Combine(Fixtures.Root, "adapters", name);
        if (!File.Exists(Path.Combine(folder, "expected.safetensors")) || !File.Exists(Path.Combine(folder, "adapter_config.json"))) return null;
        JsonElement told = JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        if (!told.TryGetProperty("base", out JsonElement named) || named.ValueKind != JsonValueKind.String) return null;
        string? model = new[] { "models", "adapter-bases" }.Select(kind => Path.Combine(Fixtures.Root, kind, named.GetString()!)).FirstOrDefault(Directory.Exists);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        string? logits = new[] { "logits", "logits_on_unpadded" }.FirstOrDefault(expected.Contains);
        bool isBert = named.GetString()!.Contains("bert", StringComparison.Ordinal);
        return model is null || logits is null || isBert || name == "bf16-base" || !expected.Contains("attention_mask") ? null
            : new(folder, model, logits, name == "file-no-prefix");
    }
}
