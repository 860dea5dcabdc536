using System.Text.Json;
using Kif.Models.Tests.Networks;
using Kif.Tests;

namespace Kif.Models.Tests.Peft;

/// <summary>A folder of the known answers with its base.</summary>
internal sealed class KnownForm : IDisposable
{
    private const string Expected = "expected.json";

    private readonly JsonElement expected;
    private readonly SafetensorsFile? answers;
    private readonly string root;
    private readonly string part;

    public KnownForm(string name)
    {
        string[] parts = name.Split('/');
        (root, part) = (Path.Combine(Fixtures.Root, "adapters", parts[0]), parts.Length > 1 ? "." + parts[1] : "");
        Folder = Path.Combine(Fixtures.Root, "adapters", name);
        expected = KnownModel.Json(root, Expected);
        string file = Path.Combine(root, "expected.safetensors");
        if (File.Exists(file)) answers = SafetensorsFile.Open(file);
    }

    public string Folder { get; }

    /// <summary>Whether a reader may refuse it.</summary>
    public bool MayBeRefused => Logits is null || expected.GetProperty("reader").GetString()!.Contains("refuse", StringComparison.Ordinal);

    /// <summary>Whether no reader should load it.</summary>
    public bool MustBeRefused => expected.GetProperty("reader").GetString()!.Split(' ', ':', ',')[0] == "refuse" && !MayBeLoaded;

    /// <summary>Whether PEFT's merged folder is the model with the adapter in place.</summary>
    public bool PeftMergesAlike => expected.TryGetProperty("differs", out JsonElement differs)
        && differs.TryGetProperty("merged folder reloaded vs adapter in place", out JsonElement off) && off.ValueKind == JsonValueKind.String;

    /// <summary>The answers of the adapter in place, or as it was trained where PEFT can't load it; null if there are none.</summary>
    public Tensor? Logits => Find("logits" + part) ?? Find("logits") ?? Find("trained_logits");

    /// <summary>Whether the base is in half precision, in which merging rounds.</summary>
    public bool MergesInHalfPrecision => Merged.Any();

    /// <summary>The merged weights, where they are to be compared themselves.</summary>
    public IEnumerable<(string Name, Tensor Value)> Merged =>
        answers?.Names.Where(n => n.StartsWith("merged.", StringComparison.Ordinal)).Select(n => (n[7..], answers.Load(n, ScalarType.Float32))) ?? [];

    /// <summary>What merging changes in the folder; null if it says nothing.</summary>
    public JsonElement? MergedKeys => expected.TryGetProperty("merged_keys", out JsonElement keys) ? keys : null;

    public double Tolerance => 2e-5;

    /// <summary>Whether the fixture is of this form: with the path to its base.</summary>
    public static bool Has(string name)
    {
        string file = Path.Combine(Fixtures.Root, "adapters", name, Expected);
        return File.Exists(file) && JsonDocument.Parse(File.ReadAllText(file)).RootElement.TryGetProperty("base_at", out _);
    }

    /// <summary>The adapters in a folder: itself, or its subfolders.</summary>
    public static IEnumerable<string> Parts(string name)
    {
        string folder = Path.Combine(Fixtures.Root, "adapters", name);
        return File.Exists(Path.Combine(folder, PeftConfig.FileName)) ? [name]
            : Directory.GetDirectories(folder).Select(d => $"{name}/{Path.GetFileName(d)}").Order(StringComparer.Ordinal);
    }

    /// <summary>Opens the base, unless it is not there.</summary>
    public ModelFolder BaseFolder()
    {
        string at = Path.GetFullPath(Path.Combine(root, expected.GetProperty("base_at").GetString()!));
        if (!Directory.Exists(at)) Assert.Skip($"no folder '{at}'");
        return ModelFolder.Open(at);
    }

    /// <summary>Opens the base, unless it is of a family that Kif does not have, or not there.</summary>
    public ModelFolder Base()
    {
        ModelFolder folder = BaseFolder();
        string type = folder.Config.String("model_type");
        if (!new KifCatalog().AddBackbones().ComponentsOf(ComponentKind.Backbone).Any(family => family.Name == type))
            Assert.Skip($"no backbone for model type '{type}'");
        return folder;
    }

    /// <summary>The relative difference of a model's logits from PEFT's.</summary>
    public double Off(IBackbone backbone)
    {
        using var model = LanguageModel.WithAllWeights(backbone, new() { KeepsBackbone = true });
        return Off(model);
    }

    /// <summary>The relative difference of a model's logits from PEFT's.</summary>
    public double Off(LanguageModel model)
    {
        IBackbone backbone = model.Backbone;
        using TokenBatch batch = Batch(backbone);
        Tensor logits = model.Logits(batch, model.InitialWeights(new(1)));
        if (backbone.Architecture != ModelArchitecture.EncoderDecoder) logits = logits.mul(batch.AttentionMask.unsqueeze(-1));
        return Closeness.Difference(logits, Logits!);
    }

    public void Dispose() => answers?.Dispose();

    private bool MayBeLoaded =>
        new[] { "or load", "or warn" }.Any(text => expected.GetProperty("reader").GetString()!.Contains(text, StringComparison.Ordinal));

    private TokenBatch Batch(IBackbone backbone)
    {
        Tensor ids = Find("input_ids")!, labels = Find("labels") ?? ids.clone();
        Tensor counted = backbone.LabelShift == 0 ? labels : labels.narrow(1, 1, labels.shape[1] - 1);
        return new(ids, Find("attention_mask") ?? torch.ones_like(ids), labels, counted.ne(-100).sum().item<long>()) { SegmentIds = Find("token_type_ids") };
    }

    private Tensor? Find(string name) => answers?.Contains(name) == true ? answers.Load(name) : null;
}
