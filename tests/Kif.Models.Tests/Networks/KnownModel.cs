using System.Text.Json;
using Kif.Tests;

namespace Kif.Models.Tests.Networks;

/// <summary>A model of the fixtures with the answers of the reference implementation.</summary>
internal sealed class KnownModel : IDisposable
{
    public KnownModel(string name, ScalarType dtype = ScalarType.Float32, string? expected = null)
    {
        string folder = Path.Combine(Fixtures.Root, "models", name);
        ModelFolder opened = ModelFolder.Open(folder);
        if (!new KifCatalog().AddBackbones().ComponentsOf(ComponentKind.Backbone).Any(family => family.Name == opened.Config.String("model_type")))
            Assert.Skip($"no backbone for model type '{opened.Config.String("model_type")}'");
        Backbone = name.Contains("fp16") && opened.Config.String("model_type") == "llama"
            ? Halved(opened, dtype) : PretrainedBackbones.Load(opened, dtype: dtype);
        Inputs = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        Expected = expected is null ? Inputs : SafetensorsFile.Open(Path.Combine(expected, "expected.safetensors"));
    }

    public IBackbone Backbone { get; }

    public SafetensorsFile Inputs { get; }

    public SafetensorsFile Expected { get; }

    /// <summary>The batch that the answers belong to; without labels of its own it is a text whose every token is one.</summary>
    public TokenBatch Batch()
    {
        Tensor ids = Inputs.Load("input_ids"), labels = Find("labels") ?? ids.clone();
        Tensor counted = Backbone.LabelShift == 0 ? labels : labels.narrow(1, 1, labels.shape[1] - 1);
        return new(ids, Find("attention_mask") ?? torch.ones_like(ids), labels, counted.ne(-100).sum().item<long>()) { SegmentIds = Find("token_type_ids") };
    }

    private Tensor? Find(string name) => Inputs.Contains(name) ? Inputs.Load(name) : null;

    public static JsonElement Json(string folder, string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, file))).RootElement;

    /// <summary>The reference halved this LLaMA as a whole before it computed in float32.</summary>
    private static LlamaBackbone Halved(ModelFolder folder, ScalarType dtype)
    {
        using WeightSource weights = folder.OpenWeights(dtype);
        return new(LlamaConfig.Read(folder.Config, folder.Generation) with { Float16InverseFrequencies = true }, weights, torch.CPU, dtype);
    }

    public void Dispose()
    {
        Inputs.Dispose();
        Expected.Dispose();
    }
}
