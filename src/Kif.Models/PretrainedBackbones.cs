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

/// <summary>Registers model families in a <see cref="KifCatalog"/>.</summary>
public static class BackboneRegistration
{
    /// <summary>Registers a model family.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="modelType">The <c>model_type</c> of <c>config.json</c>; unique.</param>
    /// <param name="description">One line for lists.</param>
    /// <param name="create">Builds a backbone of it.</param>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    public static KifCatalog AddBackbone(this KifCatalog catalog, string modelType, string description, BackboneFactory create) =>
        catalog.AddComponent(new(ComponentKind.Backbone, modelType, description, typeof(NoOptions), _ => create));

    /// <summary>Adds the model families that come with Kif.</summary>
    public static KifCatalog AddBackbones(this KifCatalog catalog) => catalog
        .AddBackbone("t5", "T5 v1.0, v1.1, Flan", T5Backbone.Create)
        .AddBackbone("llama", "LLaMA 1 to 3, TinyLlama, SmolLM2, …", LlamaBackbone.Create)
        .AddBackbone("gpt2", "GPT-2 and models of its layout", Gpt2Backbone.Create)
        .AddBackbone("bert", "BERT, as a masked language model", BertBackbone.Create);

    /// <summary>Creates a registry of the catalog's model families; families added later are not in it.</summary>
    public static BackboneRegistry Backbones(this KifCatalog catalog)
    {
        var registry = new BackboneRegistry();
        foreach (ComponentDefinition family in catalog.ComponentsOf(ComponentKind.Backbone))
            registry.Add(family.Name, (BackboneFactory)family.Create(new NoOptions()));
        return registry;
    }
}

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

/// <summary>Builds a backbone; rejects an invalid configuration before it touches weights.</summary>
/// <param name="files">Configuration and weights.</param>
/// <param name="device">The device of the weights.</param>
/// <param name="dtype">The type of the frozen weights.</param>
/// <exception cref="InvalidDataException">Configuration or weights are invalid; the message names the setting or weight.</exception>
public delegate IBackbone BackboneFactory(BackboneFiles files, Device device, ScalarType dtype);
