using System.ComponentModel.DataAnnotations;
using Kif.Models;

namespace Kif;

/// <summary>The job of <c>kif merge</c>: writes a model with a trained adapter as a plain Hugging Face folder.</summary>
internal static class MergeJob
{
    /// <summary>Runs the job.</summary>
    /// <param name="catalog">The model families to choose from.</param>
    /// <param name="settings">The model and the adapter.</param>
    /// <param name="notes">Receives what PEFT and transformers do with the files in silence, a sentence each; null if nobody asks.</param>
    /// <returns>A one-line description of the merged adapter.</returns>
    /// <exception cref="CompositionException">A setting is out of range.</exception>
    /// <exception cref="InvalidDataException">Model or adapter are damaged, or the adapter is for another model; the message has file and field.</exception>
    /// <exception cref="IOException">The output folder is the model's own, is not empty, or can't be written.</exception>
    public static string Run(KifCatalog catalog, MergeSettings settings, ICollection<string>? notes = null)
    {
        OptionsValidation.Validate(settings, "merge");
        ScalarType dtype = TypeOf(settings.DType);
        ModelFolder source = ModelFolder.Open(NamedFolder.Require(settings.Model, HubContent.Model));
        using AdaptedModel model = AdaptedModel.Load(
            source, NamedFolder.Require(settings.Adapter, HubContent.Adapter), catalog: catalog, baseModel: NamedFolder.WithoutRevision(settings.Model));
        model.Write(source, settings.Out, dtype, settings.MaxShardBytes);
        foreach (string note in model.Notes) notes?.Add(note);
        return model.Description;
    }

    private static ScalarType TypeOf(string name) => ComputeSettings.NameOf(name) switch
    {
        "float32" => ScalarType.Float32,
        "bfloat16" => ScalarType.BFloat16,
        "float16" => ScalarType.Float16,
        _ => throw new CompositionException($"merge.dtype is '{name}'; allowed: float32, bfloat16, float16"),
    };
}

/// <summary>The settings of <c>kif merge</c>.</summary>
internal sealed class MergeSettings
{
    /// <summary>A Hugging Face folder, a hub's name of one in the cache, or <see cref="CompareSettings.Embedded"/>.</summary>
    public required string Model { get; set; }

    /// <summary>A PEFT folder (<c>adapter_config.json</c> and <c>adapter_model.safetensors</c>), or a hub's name of one in the cache.</summary>
    public required string Adapter { get; set; }

    /// <summary>The new folder; it must not exist yet, or be empty.</summary>
    public required string Out { get; set; }

    /// <summary>Type of the written weights: <c>float32</c>, <c>bfloat16</c> or <c>float16</c>. Default: float32, in which the merge is computed.</summary>
    public string DType { get; set; } = "float32";

    /// <summary>Most bytes of weights in one file; more are spread over shards with an index. Default: 5 · 10⁹.</summary>
    [Range(1, long.MaxValue)]
    public long MaxShardBytes { get; set; } = 5_000_000_000;
}
