using Kif.Models;
using Kif.Models.Backbones;
using Kif.Models.Folders;
using Kif.Models.Lora;
using Kif.Models.Prompts;
using Kif.Models.Tokenizers;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Embedded;

namespace Kif.Pipeline.Jobs;

/// <summary>Models over one pretrained backbone from a Hugging Face folder: an adapter or all weights in training, as a strategy wants it.</summary>
public sealed class PretrainedModels : IModelSource, IDisposable
{
    private readonly IBackbone backbone;
    private readonly LoraSettings lora;
    private readonly PretrainedAdapter? start;

    /// <summary>Loads backbone and tokenizer once.</summary>
    /// <param name="folder">A Hugging Face folder.</param>
    /// <param name="lora">The adapter.</param>
    /// <param name="limits">Length limits in tokens.</param>
    /// <param name="device"><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</param>
    /// <param name="precision"><c>float32</c> or <c>float64</c>.</param>
    /// <param name="adapter">A PEFT folder whose adapter training goes on from, with its own settings in place of <paramref name="lora"/>; null for fresh adapters.</param>
    /// <exception cref="InvalidDataException">The folder's or the adapter's files do not fit; the message says which.</exception>
    /// <exception cref="CompositionException">An unknown device or precision.</exception>
    public PretrainedModels(string folder, LoraSettings lora, EncodingLimits limits, string device = "cpu", string precision = "float32", string? adapter = null)
    {
        this.lora = lora;
        backbone = PretrainedBackbones.Load(ModelFolder.Open(folder), DeviceOf(device), TypeOf(precision));
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

    /// <summary>One line about the adapter that training goes on from; null where it starts afresh.</summary>
    public string? Start => start?.Description;

    /// <inheritdoc/>
    /// <exception cref="CompositionException">There is an adapter to go on from, and all weights shall train.</exception>
    public ILanguageModel Create(TrainedWeights trains)
    {
        var options = new LanguageModelOptions { KeepsBackbone = true };
        if (trains == TrainedWeights.All)
        {
            return start is null
                ? LanguageModel.FullyTrained(backbone, options)
                : throw new CompositionException("a strategy that trains all weights can't go on from an adapter; merge it first (kif merge), or choose strategies that train adapters");
        }
        return start is null ? LanguageModel.WithAdapters(backbone, lora, options) : LanguageModel.FromAdapter(backbone, start, options);
    }

    /// <summary>Frees the backbone.</summary>
    public void Dispose()
    {
        start?.Dispose();
        backbone.Dispose();
    }

    private static Device DeviceOf(string name)
    {
        Device device;
        try { device = TorchDevice.Parse(name); }
        catch (ArgumentException) { throw new CompositionException($"device is '{name}'; allowed: cpu, cuda, cuda:0, cuda:1, …"); }
        return device.type == DeviceType.CPU || torch.cuda.is_available()
            ? device
            : throw new CompositionException($"device is '{name}', but this build has no CUDA or the machine no GPU; build with -p:TorchBackend=cuda, or use cpu");
    }

    private static ScalarType TypeOf(string name) => name switch
    {
        "float32" => ScalarType.Float32,
        "float64" => ScalarType.Float64,
        _ => throw new CompositionException($"precision is '{name}'; allowed: float32, float64"),
    };
}
