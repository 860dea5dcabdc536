namespace Kif.Models.Backbones;

/// <summary>Which code computes which <c>model_type</c>. Further ones are added by anyone before a model is loaded.</summary>
public sealed class BackboneRegistry
{
    private readonly Dictionary<string, BackboneFactory> factories = [];

    /// <summary>The model types that there are.</summary>
    public IReadOnlyCollection<string> ModelTypes => factories.Keys;

    /// <summary>Adds a model type; returns the registry.</summary>
    /// <param name="modelType">The <c>model_type</c> entry of <c>config.json</c>.</param>
    /// <param name="create">Builds a backbone on a device in Float32 or Float64; refuses a configuration before it touches weights.</param>
    /// <exception cref="ArgumentException">The type is there already.</exception>
    public BackboneRegistry Add(string modelType, BackboneFactory create)
    {
        if (!factories.TryAdd(modelType, create)) throw new ArgumentException($"model type '{modelType}' is registered twice", nameof(modelType));
        return this;
    }

    /// <summary>Builds the backbone of a pretrained model.</summary>
    /// <param name="files">Configuration and weights.</param>
    /// <param name="device">Where the weights shall lie.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <exception cref="InvalidDataException">The model type is unknown, or configuration or weights are unsound; the message says which entry or weight.</exception>
    public IBackbone Create(BackboneFiles files, Device device, ScalarType dtype)
    {
        string type = files.Config.String("model_type");
        return factories.TryGetValue(type, out var create)
            ? create(files, device, dtype)
            : throw files.Config.RefuseName("model_type", factories.Keys);
    }
}
