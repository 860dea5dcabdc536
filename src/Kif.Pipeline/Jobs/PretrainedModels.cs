using System.Reflection;
using Kif.Models;
using Kif.Tokenizers;

namespace Kif;

/// <summary>The models over one pretrained backbone from a Hugging Face folder: with an adapter or all weights in training, as a strategy requires.</summary>
public sealed class PretrainedModels : IModelSource, IDisposable
{
    private readonly SharedBackbone shared;
    private readonly bool owned;
    private readonly LoraSettings lora;
    private readonly LanguageModelOptions options;
    private readonly PretrainedAdapter? start;

    /// <summary>Loads backbone and tokenizer once.</summary>
    /// <param name="folder">A Hugging Face folder; a hub's name of a model in the cache (see <see cref="HubSnapshot"/>); or <c>embedded</c>.</param>
    /// <param name="lora">The settings of the adapter.</param>
    /// <param name="limits">Length limits in tokens.</param>
    /// <param name="compute">The device and precision; null for float32 on the CPU.</param>
    /// <param name="adapter">
    /// A PEFT folder, or a hub's name of one in the cache, whose adapter is trained further, with its own settings instead of <paramref name="lora"/>; null
    /// for new adapters.
    /// </param>
    /// <param name="catalog">The model families to choose from; null for those that come with Kif.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, and none in the cache.</exception>
    /// <exception cref="InvalidDataException">The folder's or the adapter's files do not fit; the message says which.</exception>
    /// <exception cref="CompositionException">An unknown device or precision.</exception>
    public PretrainedModels(
        string folder, LoraSettings lora, EncodingLimits limits, ComputeSettings? compute = null, string? adapter = null, KifCatalog? catalog = null)
        : this(new SharedBackbone(folder, compute ?? new(), catalog), lora, limits, compute ?? new(), adapter, owned: true)
    {
    }

    /// <summary>Loads backbone and tokenizer of a comparison.</summary>
    internal PretrainedModels(CompareSettings settings, KifCatalog catalog)
        : this(new SharedBackbone(settings.Model, settings.Compute, catalog), settings.Lora, settings.Limits, settings.Compute, settings.Adapter, owned: true,
            settings.Chat) => Encoder = new EncodedOnce(Encoder);

    /// <summary>Makes models over a loaded backbone, which is disposed with them if it is owned.</summary>
    internal PretrainedModels(
        SharedBackbone shared, LoraSettings lora, EncodingLimits limits, ComputeSettings compute, string? adapter = null, bool owned = false, bool chat = false)
    {
        (this.shared, this.lora, this.owned) = (shared, lora, owned);
        options = new() { KeepsBackbone = true, BaseDropout = compute.BaseDropout, Checkpointing = compute.Checkpointing };
        try
        {
            Encoder = ExampleEncoders.For(
                shared.Backbone, shared.Tokenizer, limits, shared.Folder, () => ChatTemplate.Load(BackboneReference.PathOf(shared.Folder)), chat);
            if (adapter is not null)
                start = PretrainedAdapter.Read(NamedFolder.Require(adapter, HubContent.Adapter), shared.Backbone,
                    shared.Folder == EmbeddedModel.Folder() ? CompareSettings.Embedded : NamedFolder.WithoutRevision(shared.Folder));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IExampleEncoder Encoder { get; }

    /// <summary>A one-line description of the adapter that is trained further; null for new adapters.</summary>
    public string? Start => start?.Description;

    /// <summary>What a user should be told once about model and tokenizer, a sentence each.</summary>
    internal IReadOnlyList<string> Notes => [.. shared.Notes, .. start?.Notes ?? []];

    /// <summary>The assembly of the backbone, and of the family that made it.</summary>
    internal IReadOnlyList<Assembly> Code => shared.Code;

    /// <summary>The tokenizer.</summary>
    internal ITokenizer Tokenizer => shared.Tokenizer;

    /// <inheritdoc/>
    /// <exception cref="CompositionException">There is an adapter to train further, but all weights shall train.</exception>
    public ILanguageModel Create(TrainedWeights trains)
    {
        if (trains == TrainedWeights.All)
        {
            return start is null
                ? LanguageModel.WithAllWeights(shared.Backbone, options)
                : throw new CompositionException(
                    "a strategy that trains all weights can't resume from an adapter; merge it first (kif merge), or choose strategies that train adapters");
        }
        return start is null ? LanguageModel.WithAdapters(shared.Backbone, lora, options) : LanguageModel.FromAdapter(shared.Backbone, start, options);
    }

    /// <summary>Frees the backbone.</summary>
    public void Dispose()
    {
        start?.Dispose();
        if (owned) shared.Dispose();
    }
}
