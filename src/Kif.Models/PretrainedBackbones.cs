using Kif.Models.Backbones;
using Kif.Models.Folders;

namespace Kif.Models;

/// <summary>Loads backbones from Hugging Face folders.</summary>
public static class PretrainedBackbones
{
    /// <summary>Creates a registry of the model families that come with Kif, to which others can be added.</summary>
    public static BackboneRegistry Registry() => new KifCatalog().AddBackbones().Backbones();

    /// <summary>Loads a model; weights stored in half precision are converted.</summary>
    /// <param name="folder">The opened folder.</param>
    /// <param name="device">The device of the weights; null for the CPU.</param>
    /// <param name="dtype">Float32 (default) or Float64.</param>
    /// <param name="registry">The model families to choose from; null for those that come with Kif.</param>
    /// <exception cref="InvalidDataException">The model type is unknown, or settings or weights are unsound; the message says which.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks weights.</exception>
    public static IBackbone Load(ModelFolder folder, Device? device = null, ScalarType dtype = ScalarType.Float32, BackboneRegistry? registry = null)
    {
        using var weights = new DeferredWeights(() => folder.OpenWeights(dtype, device ?? torch.CPU));
        return (registry ?? Registry()).Create(new(folder.Config, weights, folder.Generation), device ?? torch.CPU, dtype);
    }
}
