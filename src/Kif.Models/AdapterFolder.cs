using Kif.Models.Backbones;
using Kif.Models.Lora;
using Kif.Models.Peft;

namespace Kif.Models;

/// <summary>Writes a trained adapter as a folder that PEFT, and <see cref="PretrainedAdapter"/>, read.</summary>
public static class AdapterFolder
{
    /// <summary>
    /// Writes <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>: frozen adapters and the newest one as a single adapter of their summed rank.
    /// </summary>
    /// <param name="folder">The folder; created if it is missing. Files of an earlier adapter are replaced.</param>
    /// <param name="model">A model that trains adapters.</param>
    /// <param name="weights">A vector of its space; only read.</param>
    /// <param name="baseModel">The path or name that PEFT is to find the pretrained model by.</param>
    /// <exception cref="ArgumentException">
    /// All weights of the model train, or adapters were merged into them, so that no adapter holds the whole change; or the weights belong to another space.
    /// </exception>
    public static void Write(string folder, LanguageModel model, Tensor weights, string baseModel)
    {
        if (model.Lora is not { } lora || model.Folded.Count > 0)
            throw new ArgumentException(model.Lora is null ? "all weights of this model train; there is no adapter" : "adapters were folded into this model's weights", nameof(model));
        model.Space.Check(weights);
        using var scope = torch.NewDisposeScope();
        FrozenAdapter[] adapters = [.. model.Frozen, new(model.Space, weights)];
        Dictionary<string, Tensor> tensors = model.Space.Parameters.Select((p, i) => (p.Name, Factor: torch.cat(
            [.. adapters.Select(a => a.Space.View(a.Weights, a.Space.Parameters[i]))], p.Role == ParameterRole.LoraB ? 1 : 0).cpu())).ToDictionary(t => t.Name, t => t.Factor);
        var config = new PeftConfig
        {
            Lora = Together(Named(lora, model), adapters.Length), BaseModel = baseModel,
            TaskType = TaskType(model.Backbone.Architecture), FanInFanOut = model.Backbone.Linears.Any(m => m.Transposed),
        };
        PeftAdapterFile.Write(folder, config, tensors);
    }

    /// <summary>PEFT's task type of a model; null for masked language models, for which it has none.</summary>
    private static string? TaskType(ModelArchitecture architecture) => architecture switch
    {
        ModelArchitecture.EncoderDecoder => "SEQ_2_SEQ_LM",
        ModelArchitecture.DecoderOnly => "CAUSAL_LM",
        _ => null,
    };

    /// <summary>Combines the settings of several adapters: all ranks times their number, and alpha such that the scaling stays the same.</summary>
    private static LoraSettings Together(LoraSettings one, int count) => count == 1 ? one : one with
    {
        Rank = one.Rank * count, Alpha = one.Alpha * (one.RankStabilized ? Math.Sqrt(count) : count),
        RankPattern = [.. one.RankPattern.Select(p => KeyValuePair.Create(p.Key, p.Value * count))],
        AlphaPattern = [.. one.AlphaPattern.Select(p => KeyValuePair.Create(p.Key, p.Value * (one.RankStabilized ? Math.Sqrt(count) : count)))],
    };

    /// <summary>Names the targets that Kif chose by default, since PEFT's own choice may differ.</summary>
    private static LoraSettings Named(LoraSettings lora, LanguageModel model)
    {
        if (lora.TargetPattern?.Equals(LoraSettings.AllLinear, StringComparison.OrdinalIgnoreCase) == true)
            return lora with { TargetPattern = null, Targets = [.. model.Space.Parameters.Select(p => p.Module.Path).Distinct()] };
        return lora.TargetPattern is null && lora.Targets.Count == 0 ? lora with { Targets = model.Backbone.DefaultLoraTargets } : lora;
    }
}
