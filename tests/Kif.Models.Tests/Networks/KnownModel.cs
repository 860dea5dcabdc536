using System.Text.Json;
using Kif.Models.Backbones;
using Kif.Tests;

namespace Kif.Models.Tests.Networks;

/// <summary>A model of the fixtures with the answers of the reference implementation.</summary>
internal sealed class KnownModel
{
    public KnownModel(string name, ScalarType dtype = ScalarType.Float32, string? expected = null)
    {
        string folder = Path.Combine(Fixtures.Root, "models", name);
        JsonElement config = Json(folder, "config.json");
        string type = config.GetProperty("model_type").GetString()!;
        BackboneRegistry registry = PretrainedBackbones.Registry();
        if (!registry.ModelTypes.Contains(type)) Assert.Skip($"no backbone for model type '{type}'");
        Inputs = new(Path.Combine(folder, "expected.safetensors"));
        Expected = expected is null ? Inputs : new(Path.Combine(expected, "expected.safetensors"));
        Backbone = registry.Create(new(config, StoredTensors.OfModel(name), Json(folder, "generation_config.json")), torch.CPU, dtype);
    }

    public IBackbone Backbone { get; }

    public StoredTensors Inputs { get; }

    public StoredTensors Expected { get; }

    /// <summary>The batch that the answers belong to.</summary>
    public TokenBatch Batch()
    {
        Tensor labels = Inputs["labels"];
        Tensor counted = Backbone.LabelShift == 0 ? labels : labels.narrow(1, 1, labels.shape[1] - 1);
        return new(Inputs["input_ids"], Inputs["attention_mask"], labels, counted.ne(-100).sum().item<long>());
    }

    public static JsonElement Json(string folder, string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, file))).RootElement;
}
