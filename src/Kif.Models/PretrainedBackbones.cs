namespace Kif.Models;

/// <summary>Loads backbones from Hugging Face folders.</summary>
public static class PretrainedBackbones
{
    /// <summary>Loads a model; weights stored in half precision are converted.</summary>
    /// <param name="folder">The opened folder.</param>
    /// <param name="device">The device of the weights; null for the CPU.</param>
    /// <param name="dtype">Float32 (default) or Float64.</param>
    /// <param name="catalog">The model families to choose from; null for those that come with Kif.</param>
    /// <exception cref="InvalidDataException">The model type is unknown, or settings or weights are unsound; the message says which.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks weights.</exception>
    public static IBackbone Load(ModelFolder folder, Device? device = null, ScalarType dtype = ScalarType.Float32, KifCatalog? catalog = null) =>
        Load(folder, device, dtype, catalog, null);

    /// <summary>
    /// Loads a model and merges an adapter of any form into it: factors of linear modules, embeddings and heads, with magnitudes (DoRA) or biases, modules
    /// trained in full, rows of tokens, a larger vocabulary. It answers as PEFT does with the adapter in place.
    /// </summary>
    /// <param name="folder">The opened folder of the model.</param>
    /// <param name="adapter">A PEFT folder.</param>
    /// <param name="device">The device of the weights; null for the CPU.</param>
    /// <param name="dtype">Float32 (default) or Float64.</param>
    /// <param name="catalog">The model families to choose from; null for those that come with Kif.</param>
    /// <param name="notes">Receives what PEFT and transformers do with the files in silence, a sentence each; null if nobody asks.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or adapter and model do not fit; the message names file and field.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    public static IBackbone LoadMerged(
        ModelFolder folder, string adapter, Device? device = null, ScalarType dtype = ScalarType.Float32, KifCatalog? catalog = null,
        ICollection<string>? notes = null)
    {
        AdaptedModel model = AdaptedModel.Load(folder, adapter, device, dtype, catalog);
        foreach (string note in model.Notes) notes?.Add(note);
        return model.Backbone;
    }

    /// <summary>Loads a model and collects what a user should be told once, a sentence each.</summary>
    internal static IBackbone Load(ModelFolder folder, Device? device, ScalarType dtype, KifCatalog? catalog, ICollection<string>? notes)
    {
        using var weights = new DeferredWeights(() => folder.OpenWeights(dtype, device ?? torch.CPU));
        bool nested = !ReferenceEquals(folder.Config, folder.Root);
        var files = new BackboneFiles(folder.Config, nested ? NestedText.Weights(weights) : weights, folder.Generation) { Notes = notes };
        IBackbone backbone = Create(files, device ?? torch.CPU, dtype, catalog);
        if (nested) NestedText.Note(files, folder.Root, LlamaFamily.Find(backbone.ModelType)?.Tied ?? false);
        return backbone;
    }

    /// <summary>Loads a model with the weights of a file that <see cref="LanguageModel.Export"/> made: by the names of the backbone's own weights.</summary>
    internal static IBackbone LoadExported(ModelFolder folder, string file, Device? device, ScalarType dtype, KifCatalog? catalog)
    {
        using var weights = new DeferredWeights(() => new(WeightFiles.OpenFile(file), dtype, device ?? torch.CPU));
        return Create(new(folder.Config, weights, folder.Generation), device ?? torch.CPU, dtype, catalog);
    }

    /// <summary>Builds the backbone of a pretrained model.</summary>
    /// <exception cref="InvalidDataException">
    /// The model type is unknown, or configuration or weights are invalid; the message names the setting or weight.
    /// </exception>
    internal static IBackbone Create(BackboneFiles files, Device device, ScalarType dtype, KifCatalog? catalog = null)
    {
        IReadOnlyList<ComponentDefinition> families = (catalog ?? new KifCatalog().AddBackbones()).ComponentsOf(ComponentKind.Backbone);
        string type = files.Config.String("model_type");
        ComponentDefinition family = families.FirstOrDefault(f => f.Name == type) ?? throw UnknownModel.Error(files.Config, families.Select(f => f.Name));
        IBackbone backbone = ((Func<BackboneFiles, Device, ScalarType, IBackbone>)family.Create(new NoOptions()))(files, device, dtype);
        GenerationSettings.Note(files);
        return backbone;
    }
}

/// <summary>Registers model families in a <see cref="KifCatalog"/>.</summary>
public static class BackboneRegistration
{
    /// <summary>Registers a model family.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="modelType">The <c>model_type</c> of <c>config.json</c>; unique.</param>
    /// <param name="description">One line for lists.</param>
    /// <param name="create">
    /// Builds a backbone on a device in a type of weights; rejects an invalid configuration before it touches weights, with an
    /// <see cref="InvalidDataException"/> that names the setting.
    /// </param>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    public static KifCatalog AddBackbone(
        this KifCatalog catalog, string modelType, string description, Func<BackboneFiles, Device, ScalarType, IBackbone> create) =>
        catalog.AddComponent(new(ComponentKind.Backbone, modelType, description, typeof(NoOptions), _ => create) { Code = [create.Method.Module.Assembly] });

    /// <summary>Adds the model families that come with Kif.</summary>
    public static KifCatalog AddBackbones(this KifCatalog catalog) => catalog
        .AddBackbone("t5", "T5 v1.0, v1.1, Flan", T5Backbone.Create)
        .AddBackbone("llama", "LLaMA 1 to 3, TinyLlama, SmolLM2, …", LlamaBackbone.Create)
        .AddBackbone("qwen2", "Qwen2, Qwen2.5", LlamaBackbone.Create)
        .AddBackbone("qwen3", "Qwen3", LlamaBackbone.Create)
        .AddBackbone("mistral", "Mistral", LlamaBackbone.Create)
        .AddBackbone("smollm3", "SmolLM3", LlamaBackbone.Create)
        .AddBackbone("olmo2", "OLMo 2", LlamaBackbone.Create)
        .AddBackbone("phi3", "Phi-3, Phi-3.5, Phi-4-mini", LlamaBackbone.Create)
        .AddBackbone("gemma2", "Gemma 2", LlamaBackbone.Create)
        .AddBackbone("gemma3_text", "Gemma 3, its text models", LlamaBackbone.Create)
        .AddBackbone("gpt2", "GPT-2 and models of its layout", Gpt2Backbone.Create)
        .AddBackbone("bert", "BERT, as a masked language model", BertBackbone.Create)
        .AddBackbone("modernbert", "ModernBERT, as a masked language model", ModernBertBackbone.Create);
}
