using Kif.Models;
using Kif.Models.Backbones;
using Kif.Models.Folders;
using Kif.Pipeline.Embedded;
using Kif.Pipeline.Options;

namespace Kif.Pipeline.Jobs;

/// <summary>The job of <c>kif merge</c>: writes a model with a trained adapter as a plain Hugging Face folder.</summary>
public static class MergeJob
{
    /// <summary>Runs the job.</summary>
    /// <param name="catalog">The model families to choose from.</param>
    /// <param name="settings">The model and the adapter.</param>
    /// <returns>A one-line description of the merged adapter.</returns>
    /// <exception cref="CompositionException">A setting is out of range.</exception>
    /// <exception cref="InvalidDataException">Model or adapter are damaged, or the adapter is for another model; the message has file and field.</exception>
    /// <exception cref="IOException">The output folder is the model's own, is not empty, or can't be written.</exception>
    public static string Run(KifCatalog catalog, MergeSettings settings)
    {
        OptionsCheck.Validate(settings, "merge");
        var options = new ModelFolderOptions { DType = TypeOf(settings.DType), MaxShardBytes = settings.MaxShardBytes };
        ModelFolder source = ModelFolder.Open(settings.Model == CompareSettings.Embedded ? EmbeddedModel.Folder() : settings.Model);
        using IBackbone backbone = PretrainedBackbones.Load(source, registry: catalog.Backbones());
        using PretrainedAdapter adapter = PretrainedAdapter.Read(settings.Adapter, backbone, settings.Model);
        using var model = LanguageModel.FromAdapter(backbone, adapter, new() { KeepsBackbone = true });
        model.Export(adapter.Weights, weights => ModelFolderWriter.Write(source, weights, settings.Out, options));
        return adapter.Description;
    }

    private static ScalarType TypeOf(string name) => name switch
    {
        "float32" => ScalarType.Float32,
        "bfloat16" => ScalarType.BFloat16,
        "float16" => ScalarType.Float16,
        _ => throw new CompositionException($"merge.dtype is '{name}'; allowed: float32, bfloat16, float16"),
    };
}
