namespace Kif.Models.Backbones;

/// <summary>The backbone factories by <c>model_type</c>. More can be added before a model is loaded.</summary>
public sealed class BackboneRegistry
{
    private readonly Dictionary<string, BackboneFactory> factories = [];

    /// <summary>The registered model types.</summary>
    public IReadOnlyCollection<string> ModelTypes => factories.Keys;

    /// <summary>Adds a model type; returns the registry.</summary>
    /// <param name="modelType">The <c>model_type</c> of <c>config.json</c>.</param>
    /// <param name="create">Builds a backbone on a device in Float32 or Float64; rejects an invalid configuration before it touches weights.</param>
    /// <exception cref="ArgumentException">The type is already registered.</exception>
    public BackboneRegistry Add(string modelType, BackboneFactory create)
    {
        if (!factories.TryAdd(modelType, create)) throw new ArgumentException($"model type '{modelType}' is registered twice", nameof(modelType));
        return this;
    }

    /// <summary>Builds the backbone of a pretrained model.</summary>
    /// <param name="files">Configuration and weights.</param>
    /// <param name="device">The device of the weights.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <exception cref="InvalidDataException">
    /// The model type is unknown, or configuration or weights are invalid; the message names the setting or weight.
    /// </exception>
    public IBackbone Create(BackboneFiles files, Device device, ScalarType dtype)
    {
        string type = files.Config.String("model_type");
        return factories.TryGetValue(type, out var create)
            ? create(files, device, dtype)
            : throw files.Config.RefuseName("model_type", factories.Keys);
    }
}
