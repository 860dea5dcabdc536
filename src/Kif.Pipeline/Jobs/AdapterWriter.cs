using System.Globalization;
using Kif.Models;
using Kif.Models.Backbones;
using Kif.Models.Lora;
using Kif.Models.Peft;
using Kif.Models.Safetensors;
using Kif.Pipeline.Output;

namespace Kif.Pipeline.Jobs;

/// <summary>Writes the adapter after every task as a folder that PEFT loads; all weights, where they train, once and for the last task only.</summary>
internal sealed class AdapterWriter(RunFolder folder, string baseModel)
{
    public void Write(string strategy, long seed, int afterTask, ILanguageModel model, Tensor weights)
    {
        if (model is not LanguageModel language) return;
        string run = folder.Of(strategy, seed);
        using var scope = torch.NewDisposeScope();
        Dictionary<string, Tensor> tensors = model.Space.Parameters.ToDictionary(p => p.Name, p => model.Space.View(weights, p).cpu());
        if (language.Lora is not { } lora)
        {
            SafetensorsWriter.Write(Path.Combine(run, "weights.safetensors"), tensors);
            return;
        }
        var config = new PeftConfig
        {
            Lora = Named(lora, language), BaseModel = baseModel,
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

    /// <summary>Targets that Kif chooses are written by name: PEFT's own choice may differ.</summary>
    private static LoraSettings Named(LoraSettings lora, LanguageModel model)
    {
        if (lora.TargetPattern?.Equals(LoraSettings.AllLinear, StringComparison.OrdinalIgnoreCase) == true)
            return lora with { TargetPattern = null, Targets = [.. model.Space.Parameters.Select(p => p.Module.Path).Distinct()] };
        return lora.TargetPattern is null && lora.Targets.Count == 0 ? lora with { Targets = model.Backbone.DefaultLoraTargets } : lora;
    }
}
