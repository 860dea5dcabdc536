using System.Text.Json;
using Kif.Models.Tests.Networks;
using Kif.Tests;

namespace Kif.Models.Tests.Peft;

/// <summary>PEFT folders of every form: merged, they answer as PEFT does with the adapter in place, or they are refused with the reason.</summary>
public sealed class KnownFormTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder written = new();

    public static TheoryData<string> Adapters => [.. Fixtures.Folders("adapters").Where(name => KnownForm.Has(name)).SelectMany(KnownForm.Parts)];

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Adapters))]
    public void It_answers_as_it_was_trained_or_is_refused(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var form = new KnownForm(name);
        ModelFolder folder = form.Base();
        AdaptedModel model;
        try { model = AdaptedModel.Load(folder, form.Folder); }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            output.WriteLine($"| {name} | refused | {Short(e.Message)} |");
            form.MayBeRefused.Should().BeTrue(e.Message);
            e.Message.Should().Contain("adapter_").And.NotContain("Exception");
            return;
        }
        using (model)
        {
            if (form.MergesInHalfPrecision)
            {
                output.WriteLine($"| {name} | compared as weights | |");
                return;
            }
            form.MustBeRefused.Should().BeFalse("{0} is to be refused", name);
            if (form.Logits is null)
            {
                output.WriteLine($"| {name} | loaded, without answers to compare with | |");
                return;
            }
            double off = form.Off(model.Backbone), mergedOff = Merged(model, folder, form), inPlace = InPlace(folder, form);
            string notes = string.Join("; ", model.Notes.Where(n => n.Contains("adapter_")).Select(Short));
            output.WriteLine($"| {name} | {off:e1}, merged {mergedOff:e1}, {(inPlace < 0 ? "not to be trained further" : $"in place {inPlace:e1}")} | {notes} |");
            off.Should().BeLessThan(form.Tolerance);
            mergedOff.Should().BeLessThan(form.Tolerance);
            inPlace.Should().BeLessThan(form.Tolerance);
        }
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Adapters))]
    public void Merged_in_half_precision_the_weights_are_PEFTs(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var form = new KnownForm(name);
        if (!form.MergesInHalfPrecision) Assert.Skip("the base is in single precision");
        using AdaptedModel model = AdaptedModel.Load(form.Base(), form.Folder, dtype: ScalarType.BFloat16);
        foreach ((string weight, Tensor wanted) in form.Merged)
        {
            Tensor off = model.Backbone.Tensors[model.Backbone.Weights.ToList().FindIndex(w => w.Name == weight)].to_type(ScalarType.Float32) - wanted;
            double relative = off.norm().item<float>() / wanted.norm().item<float>();
            output.WriteLine($"| {name} | {weight} {relative:e1} | |");
            // PEFT rounds the change of an embedding before it adds it, and then the sum; the sum rounded once is nearer to what was trained.
            relative.Should().BeLessThan(weight.Contains("embed", StringComparison.Ordinal) ? 3e-3 : 1e-9);
        }
    }

    public void Dispose() => written.Dispose();

    private double Merged(AdaptedModel model, ModelFolder source, KnownForm form)
    {
        model.Write(source, written["merged"], ScalarType.Float32, long.MaxValue);
        using IBackbone again = PretrainedBackbones.Load(ModelFolder.Open(written["merged"]));
        return form.Off(again);
    }

    /// <summary>The difference with the adapter beside its base, to be trained further; -1 if it has other parts, which the refusal says.</summary>
    private static double InPlace(ModelFolder folder, KnownForm form)
    {
        using IBackbone backbone = PretrainedBackbones.Load(folder);
        PretrainedAdapter adapter;
        try { adapter = PretrainedAdapter.Read(form.Folder, backbone); }
        catch (InvalidDataException e)
        {
            e.Message.Should().Contain("merge it into its model (kif merge)");
            return -1;
        }
        using (adapter)
        using (LanguageModel model = LanguageModel.FromAdapter(backbone, adapter, new() { KeepsBackbone = true }))
            return form.Off(model);
    }

    private static string Short(string text) => text[(text.LastIndexOf("/adapter_", StringComparison.Ordinal) + 1)..];
}

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

    private bool MayBeLoaded => new[] { "or load", "or warn" }.Any(text => expected.GetProperty("reader").GetString()!.Contains(text, StringComparison.Ordinal));

    private TokenBatch Batch(IBackbone backbone)
    {
        Tensor ids = Find("input_ids")!, labels = Find("labels") ?? ids.clone();
        Tensor counted = backbone.LabelShift == 0 ? labels : labels.narrow(1, 1, labels.shape[1] - 1);
        return new(ids, Find("attention_mask") ?? torch.ones_like(ids), labels, counted.ne(-100).sum().item<long>()) { SegmentIds = Find("token_type_ids") };
    }

    private Tensor? Find(string name) => answers?.Contains(name) == true ? answers.Load(name) : null;
}
