using Kif.Models.Backbones;
using Kif.Models.Bert;
using Kif.Models.Gpt2;
using Kif.Models.Llama;
using Kif.Models.T5;

namespace Kif.Models;

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
        foreach (ComponentDefinition family in catalog.ComponentsOf(ComponentKind.Backbone)) registry.Add(family.Name, (BackboneFactory)family.Create(new NoOptions()));
        return registry;
    }
}
