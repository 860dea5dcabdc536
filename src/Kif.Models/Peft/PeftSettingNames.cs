using Kif.Models.Lora;

namespace Kif.Models.Peft;

/// <summary>The names of LoRA settings in <c>adapter_config.json</c>.</summary>
internal static class PeftSettingNames
{
    /// <summary>Returns the file's name of a property of <see cref="LoraSettings"/>.</summary>
    internal static string Of(string setting) => setting switch
    {
        nameof(LoraSettings.Rank) => "r",
        nameof(LoraSettings.Alpha) => "lora_alpha",
        nameof(LoraSettings.Dropout) => "lora_dropout",
        nameof(LoraSettings.Targets) or nameof(LoraSettings.TargetPattern) => "target_modules",
        nameof(LoraSettings.Exclude) or nameof(LoraSettings.ExcludePattern) => "exclude_modules",
        nameof(LoraSettings.Layers) => "layers_to_transform",
        nameof(LoraSettings.LayersPattern) => "layers_pattern",
        nameof(LoraSettings.RankPattern) => "rank_pattern",
        nameof(LoraSettings.AlphaPattern) => "alpha_pattern",
        nameof(LoraSettings.RankStabilized) => "use_rslora",
        _ => setting,
    };
}
