using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Models;

/// <summary>The changed weights of a model as a checkpoint, and the settings that go with them.</summary>
internal sealed class AdaptedWeights : IWeightSource
{
    private const string Vocabulary = "vocab_size", HeadBias = "cls.predictions.bias";

    private readonly Dictionary<string, Tensor> weights;
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly bool biases;

    /// <summary>Collects the weights after a change.</summary>
    /// <param name="fit">The adapter, applied.</param>
    /// <param name="change">What was applied.</param>
    /// <param name="config">The settings of the model's folder.</param>
    public AdaptedWeights(AdapterFit fit, AdapterChange change, ConfigFile config)
    {
        weights = new(fit.Weights.Collect(), StringComparer.Ordinal);
        biases = change.NewBiases.Count > 0;
        Config = config;
        JsonObject? settings = null;
        if (fit.Weights.NewRows is { } rows)
        {
            settings = JsonObject.Create(config.Json)!;
            JsonObject holder = settings.ContainsKey(Vocabulary) || settings["text_config"] is not JsonObject inner ? settings : inner;
            holder[Vocabulary] = rows;
            if (weights.TryGetValue(HeadBias, out Tensor? bias) && bias.shape[0] < rows)
                weights[HeadBias] = torch.cat([bias, torch.zeros(rows - bias.shape[0], dtype: bias.dtype, device: bias.device)]);
        }
        foreach (string module in change.NewBiases)
        {
            settings ??= JsonObject.Create(config.Json)!;
            settings[module.Contains(".mlp.", StringComparison.Ordinal) ? "mlp_bias" : "attention_bias"] = true;
        }
        if (settings is not null) Config = ConfigFile.Of(JsonElement.Parse(settings.ToJsonString()));
    }

    /// <summary>The settings of the changed model.</summary>
    public ConfigFile Config { get; }

    public bool Contains(string name) => weights.ContainsKey(name);

    public IReadOnlyList<long>? Shape(string name) => weights.GetValueOrDefault(name)?.shape;

    public Tensor Take(string name, params long[] shape)
    {
        if (!weights.TryGetValue(name, out Tensor? weight))
        {
            // Where some modules of a kind got a bias, the others have one of zeros.
            if (biases && name.EndsWith(".bias", StringComparison.Ordinal)) return torch.zeros(shape);
            throw new InvalidDataException($"there is no weight '{name}' of shape [{string.Join(", ", shape)}]");
        }
        if (!weight.shape.SequenceEqual(shape))
            throw new InvalidDataException($"'{name}' has shape [{string.Join(", ", weight.shape)}], wanted [{string.Join(", ", shape)}]");
        taken.Add(name);
        return weight.detach();
    }

    public void AssertAllTaken(Func<string, bool>? mayRemain = null)
    {
        if (weights.Keys.FirstOrDefault(name => !taken.Contains(name) && mayRemain?.Invoke(name) != true) is { } left)
            throw new InvalidDataException($"a model of this class has no weight '{left}'");
    }
}
