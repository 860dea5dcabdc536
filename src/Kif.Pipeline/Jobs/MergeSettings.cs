using System.ComponentModel.DataAnnotations;

namespace Kif.Pipeline.Jobs;

/// <summary>The settings of <c>kif merge</c>.</summary>
public sealed class MergeSettings
{
    /// <summary>A Hugging Face folder, or <see cref="CompareSettings.Embedded"/>.</summary>
    public required string Model { get; set; }

    /// <summary>A PEFT folder: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</summary>
    public required string Adapter { get; set; }

    /// <summary>The new folder; it must not exist yet, or be empty.</summary>
    public required string Out { get; set; }

    /// <summary>Type of the written weights: <c>float32</c>, <c>bfloat16</c> or <c>float16</c>. Default: float32, in which the merge is computed.</summary>
    public string DType { get; set; } = "float32";

    /// <summary>Most bytes of weights in one file; more are spread over shards with an index. Default: 5 · 10⁹.</summary>
    [Range(1, long.MaxValue)]
    public long MaxShardBytes { get; set; } = 5_000_000_000;
}
