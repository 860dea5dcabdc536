using Kif.Models;
using Kif.Tokenizers;

namespace Kif;

/// <summary>The models over one pretrained backbone from a Hugging Face folder: with an adapter or all weights in training, as a strategy requires.</summary>
public sealed class PretrainedModels : IModelSource, IDisposable
{
    private readonly IBackbone backbone;
    private readonly LoraSettings lora;
    private readonly LanguageModelOptions options;
    private readonly PretrainedAdapter? start;

    /// <summary>Loads backbone and tokenizer once.</summary>
    /// <param name="folder">A Hugging Face folder.</param>
    /// <param name="lora">The settings of the adapter.</param>
    /// <param name="limits">Length limits in tokens.</param>
    /// <param name="compute">The device and precision; null for float32 on the CPU.</param>
    /// <param name="adapter">
    /// A PEFT folder whose adapter is trained further, with its own settings instead of <paramref name="lora"/>; null for new adapters.
    /// </param>
    /// <param name="catalog">The model families to choose from; null for those that come with Kif.</param>
    /// <exception cref="InvalidDataException">The folder's or the adapter's files do not fit; the message says which.</exception>
    /// <exception cref="CompositionException">An unknown device or precision.</exception>
    public PretrainedModels(
        string folder, LoraSettings lora, EncodingLimits limits, ComputeSettings? compute = null, string? adapter = null, KifCatalog? catalog = null)
    {
        compute ??= new();
        this.lora = lora;
        options = new() { KeepsBackbone = true, BaseDropout = compute.BaseDropout, Checkpointing = compute.Checkpointing };
        backbone = PretrainedBackbones.Load(ModelFolder.Open(folder), compute.DeviceOf(), compute.TypeOf(), catalog);
        try
        {
            Encoder = ExampleEncoders.For(backbone, TokenizerFolder.Load(folder), limits, folder);
            if (adapter is not null) start = PretrainedAdapter.Read(adapter, backbone, folder == EmbeddedModel.Folder() ? CompareSettings.Embedded : folder);
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

    /// <inheritdoc/>
    /// <exception cref="CompositionException">There is an adapter to train further, but all weights shall train.</exception>
    public ILanguageModel Create(TrainedWeights trains)
    {
        if (trains == TrainedWeights.All)
        {
            return start is null
                ? LanguageModel.WithAllWeights(backbone, options)
                : throw new CompositionException(
                    "a strategy that trains all weights can't resume from an adapter; merge it first (kif merge), or choose strategies that train adapters");
        }
        return start is null ? LanguageModel.WithAdapters(backbone, lora, options) : LanguageModel.FromAdapter(backbone, start, options);
    }

    /// <summary>Frees the backbone.</summary>
    public void Dispose()
    {
        start?.Dispose();
        backbone.Dispose();
    }
}

/// <summary>The example encoders by model architecture.</summary>
internal static class ExampleEncoders
{
    /// <summary>
    /// Creates the encoder for a model. Prompts (and answers longer than half of the model's positions) are limited so that both fit into the model.
    /// </summary>
    /// <exception cref="InvalidDataException">The folder names no end-of-sequence id.</exception>
    /// <exception cref="CompositionException">A masked model has no room for the masks and a prompt of 8 tokens.</exception>
    public static IExampleEncoder For(IBackbone backbone, ITokenizer tokenizer, EncodingLimits limits, string folder)
    {
        switch (backbone.Architecture)
        {
            case ModelArchitecture.EncoderDecoder:
                return new EncoderDecoderEncoder(tokenizer, limits);
            case ModelArchitecture.MaskedEncoder:
                try { return new MaskedWordEncoder(tokenizer, limits, backbone.MaxPositions); }
                catch (ArgumentException e) { throw new CompositionException(e.Message); }
            default:
                int end = backbone.EndIds is [var first, ..] ? first : throw new InvalidDataException($"'{folder}' names no end-of-sequence id");
                return new DecoderOnlyEncoder(tokenizer, end, Fitted(limits, backbone.MaxPositions));
        }
    }

    private static EncodingLimits Fitted(EncodingLimits limits, int? maxPositions)
    {
        if (maxPositions is not { } most || limits.MaxSource + (long)limits.MaxTarget <= most) return limits;
        int target = Math.Min(limits.MaxTarget, most / 2);
        return new() { MaxSource = Math.Min(limits.MaxSource, most - target), MaxTarget = target, MaskedPlaces = limits.MaskedPlaces };
    }
}
