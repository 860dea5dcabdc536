using Kif.Models.Backbones;
using Kif.Models.Folders;
using Kif.Models.Llama;
using Kif.Models.T5;

namespace Kif.Models;

/// <summary>The model families that come with Kif.</summary>
public static class PretrainedBackbones
{
    /// <summary>A fresh registry of them, to which others can be added.</summary>
    public static BackboneRegistry Registry() => new BackboneRegistry().Add("t5", T5Backbone.Create).Add("llama", LlamaBackbone.Create);

    /// <summary>Loads the backbone of a Hugging Face folder.</summary>
    /// <param name="folder">The folder: <c>config.json</c>, safetensors, optionally <c>generation_config.json</c>.</param>
    /// <param name="device">Where the weights shall lie.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <param name="registry">The families to choose from; null for those that come with Kif.</param>
    /// <exception cref="InvalidDataException">Unknown family, or settings or weights that do not fit; the message says which.</exception>
    public static IBackbone Load(string folder, Device device, ScalarType dtype, BackboneRegistry? registry = null)
    {
        ModelFolder files = ModelFolder.Open(folder);
        using WeightSource weights = files.OpenWeights(dtype, device);
        return (registry ?? Registry()).Create(new BackboneFiles(files.Config.Json, weights, files.Generation?.Json), device, dtype);
    }
}
