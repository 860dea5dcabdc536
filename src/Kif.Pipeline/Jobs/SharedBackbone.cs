using System.Reflection;
using Kif.Models;
using Kif.Tokenizers;

namespace Kif;

/// <summary>A loaded backbone and its tokenizer; immutable, so any number of models may share it.</summary>
internal sealed class SharedBackbone : IDisposable
{
    private readonly Lazy<BackboneReference> reference;
    private readonly List<string> notes = [];
    private readonly ComponentDefinition? family;

    /// <summary>Loads both.</summary>
    /// <param name="folder">A Hugging Face folder, a hub's name of one in the cache, or <c>embedded</c>.</param>
    /// <param name="compute">The device and precision.</param>
    /// <param name="catalog">The model families to choose from; null for those that come with Kif.</param>
    /// <param name="weights">The file of all weights of a run, which replace the folder's; null for the folder's.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, and none in the cache.</exception>
    /// <exception cref="InvalidDataException">The folder's files do not match; the message names them.</exception>
    /// <exception cref="CompositionException">An unknown device or precision.</exception>
    public SharedBackbone(string folder, ComputeSettings compute, KifCatalog? catalog, string? weights = null)
    {
        IsTrained = weights is not null;
        string path = NamedFolder.Require(folder, HubContent.Model);
        Folder = NamedFolder.Pinned(folder, HubContent.Model);
        reference = new(() => BackboneReference.Of(Folder));
        ModelFolder opened = ModelFolder.Open(path);
        // Of Kif's own model there is nothing to tell.
        List<string>? told = Folder == CompareSettings.Embedded ? null : notes;
        string type = opened.Config.String("model_type");
        family = catalog?.ComponentsOf(ComponentKind.Backbone).FirstOrDefault(c => c.Name == type);
        Backbone = weights is null ? PretrainedBackbones.Load(opened, compute.DeviceOf(), compute.TypeOf(), catalog, told)
            : PretrainedBackbones.LoadExported(opened, weights, compute.DeviceOf(), compute.TypeOf(), catalog);
        try
        {
            Tokenizer = TokenizerFolder.Load(path, told);
            VocabularyFit.Check(opened, Backbone.Weights, Tokenizer);
        }
        catch
        {
            Backbone.Dispose();
            throw;
        }
    }

    /// <summary>The folder as it was named, a hub's name with its commit, or <c>embedded</c>.</summary>
    public string Folder { get; }

    /// <summary>Whether it has the weights of a run instead of the folder's.</summary>
    public bool IsTrained { get; }

    /// <summary>What a user should be told once about the folder, a sentence each.</summary>
    public IReadOnlyList<string> Notes => notes;

    public IBackbone Backbone { get; }

    /// <summary>The assembly of the backbone, and of the family that made it.</summary>
    public IReadOnlyList<Assembly> Code => [Backbone.GetType().Assembly, .. family?.Code ?? []];

    public ITokenizer Tokenizer { get; }

    /// <summary>Its reference for saved models; the files are hashed on first use.</summary>
    public BackboneReference Reference => reference.Value;

    public void Dispose() => Backbone.Dispose();
}

/// <summary>A reference to the backbone that a model was trained on.</summary>
/// <param name="Folder">The backbone's folder, a hub's name with its commit, or <c>embedded</c>.</param>
/// <param name="Weights">SHA-256 of its weights.</param>
/// <param name="Tokenizer">SHA-256 of its tokenizer's files.</param>
internal sealed record BackboneReference(string Folder, string Weights, string Tokenizer)
{
    public static BackboneReference Of(string folder) => new(folder, ModelFolderHash.Weights(PathOf(folder)), ModelFolderHash.Tokenizer(PathOf(folder)));

    /// <summary>Returns the folder's path, in the hub's cache of a hub's name; the embedded model is extracted on first use.</summary>
    public static string PathOf(string folder) => NamedFolder.PathOf(folder, HubContent.Model);
}
