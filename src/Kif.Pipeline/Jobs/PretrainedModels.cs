using Kif.Models;
using Kif.Models.Backbones;
using Kif.Models.Folders;
using Kif.Models.Lora;
using Kif.Models.Prompts;
using Kif.Models.Tokenizers;
using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Jobs;

/// <summary>Models over one pretrained backbone from a Hugging Face folder: an adapter or all weights in training, as a strategy wants it.</summary>
public sealed class PretrainedModels : IModelSource, IDisposable
{
    private readonly IBackbone backbone;
    private readonly LoraSettings lora;

    /// <summary>Loads backbone and tokenizer once.</summary>
    /// <param name="folder">A Hugging Face folder.</param>
    /// <param name="lora">The adapter.</param>
    /// <param name="limits">Length limits in tokens.</param>
    /// <param name="device"><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</param>
    /// <param name="precision"><c>float32</c> or <c>float64</c>.</param>
    /// <exception cref="InvalidDataException">The folder's files do not fit; the message says which.</exception>
    /// <exception cref="CompositionException">An unknown device or precision.</exception>
    public PretrainedModels(string folder, LoraSettings lora, EncodingLimits limits, string device = "cpu", string precision = "float32")
    {
        this.lora = lora;
        backbone = PretrainedBackbones.Load(ModelFolder.Open(folder), DeviceOf(device), TypeOf(precision));
        Encoder = ExampleEncoders.For(backbone, TokenizerFolder.Load(folder), limits, folder);
    }

    /// <inheritdoc/>
    public IExampleEncoder Encoder { get; }

    /// <inheritdoc/>
    public ILanguageModel Create(TrainedWeights trains)
    {
        var options = new LanguageModelOptions { KeepsBackbone = true };
        return trains == TrainedWeights.All ? LanguageModel.FullyTrained(backbone, options) : LanguageModel.WithAdapters(backbone, lora, options);
    }

    /// <summary>Frees the backbone.</summary>
    public void Dispose() => backbone.Dispose();

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
