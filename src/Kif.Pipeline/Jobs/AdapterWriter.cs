using System.Globalization;
using Kif.Models;
using Kif.Models.Backbones;
using Kif.Models.Lora;
using Kif.Models.Peft;
using Kif.Models.Safetensors;
using Kif.Pipeline.Output;

namespace Kif.Pipeline.Jobs;

/// <summary>
/// Writes the adapter after every task as a folder that PEFT loads: frozen adapters and the newest as one of their summed rank. All weights, where they train or
/// adapters were folded into them, once and for the last task only.
/// </summary>
internal sealed class AdapterWriter(RunFolder folder, string baseModel)
{
    public void Write(string strategy, long seed, int afterTask, ILanguageModel model, Tensor weights)
    {
        if (model is not LanguageModel language) return;
        string run = folder.Of(strategy, seed);
        using var scope = torch.NewDisposeScope();
        if (language.Lora is not { } lora || model.Folded.Count > 0)
        {
            language.Export(weights, all => SafetensorsWriter.Write(Path.Combine(run, "weights.safetensors"), all.ToDictionary(t => t.Key, t => t.Value.cpu())));
            return;
        }
        FrozenAdapter[] adapters = [.. model.Frozen, new(model.Space, weights)];
        Dictionary<string, Tensor> tensors = model.Space.Parameters.Select((p, i) => (p.Name, Factor: torch.cat(
            [.. adapters.Select(a => a.Space.View(a.Weights, a.Space.Parameters[i]))], p.Role == ParameterRole.LoraB ? 1 : 0).cpu())).ToDictionary(t => t.Name, t => t.Factor);
        var config = new PeftConfig
        {
            Lora = Together(Named(lora, language), adapters.Length), BaseModel = baseModel,
            TaskType = TaskType(language.Backbone.Architecture), FanInFanOut = language.Backbone.Linears.Any(m => m.Transposed),
        };
        PeftAdapterFile.Write(Path.Combine(run, "adapters", string.Create(CultureInfo.InvariantCulture, $"after-task-{afterTask}")), config, tensors);
    }

    /// <summary>PEFT's name for what a model is for; it has none for masked language models.</summary>
    private static string? TaskType(ModelArchitecture architecture) => architecture switch
    {
        ModelArchitecture.EncoderDecoder => "SEQ_2_SEQ_LM",
        ModelArchitecture.DecoderOnly => "CAUSAL_LM",
        _ => null,
    };

    /// <summary>Settings of several adapters as one: all ranks times their number, and alpha so that the scaling stays.</summary>
    private static LoraSettings Together(LoraSettings one, int count) => count == 1 ? one : one with
    {
        Rank = one.Rank * count, Alpha = one.Alpha * (one.RankStabilized ? Math.Sqrt(count) : count),
        RankPattern = [.. one.RankPattern.Select(p => KeyValuePair.Create(p.Key, p.Value * count))],
        AlphaPattern = [.. one.AlphaPattern.Select(p => KeyValuePair.Create(p.Key, p.Value * (one.RankStabilized ? Math.Sqrt(count) : count)))],
    };

    /// <summary>Targets that Kif chooses are written by name: PEFT's own choice may differ.</summary>
    private static LoraSettings Named(LoraSettings lora, LanguageModel model)
    {
        if (lora.TargetPattern?.Equals(LoraSettings.AllLinear, StringComparison.OrdinalIgnoreCase) == true)
            return lora with { TargetPattern = null, Targets = [.. model.Space.Parameters.Select(p => p.Module.Path).Distinct()] };
        return lora.TargetPattern is null && lora.Targets.Count == 0 ? lora with { Targets = model.Backbone.DefaultLoraTargets } : lora;
    }
}
