using Kif.Models;
using Kif.Models.Backbones;
using Kif.Models.Folders;
using Kif.Models.Prompts;
using Kif.Models.Tokenizers;
using Kif.Pipeline.Jobs;

namespace Kif.Pipeline.MachineLearning.Learnt;

/// <summary>A loaded backbone and its tokenizer; immutable, so any number of models may share it.</summary>
internal sealed class SharedBackbone : IDisposable
{
    private readonly Lazy<BackboneReference> reference;
    private readonly IBackbone backbone;
    private readonly ITokenizer tokenizer;
    private readonly string path;

    /// <param name="folder">A Hugging Face folder, or <c>embedded</c>.</param>
    /// <param name="compute">The device and precision.</param>
    /// <param name="families">The model families to choose from.</param>
    /// <exception cref="InvalidDataException">The folder's files do not match; the message names them.</exception>
    public SharedBackbone(string folder, ComputeSettings compute, BackboneRegistry families)
    {
        if (folder != CompareSettings.Embedded) folder = Path.GetFullPath(folder);
        path = BackboneReference.PathOf(folder);
        reference = new(() => BackboneReference.Of(folder));
        tokenizer = TokenizerFolder.Load(path);
        backbone = PretrainedBackbones.Load(ModelFolder.Open(path), compute.DeviceOf(), compute.TypeOf(), families);
    }

    /// <summary>Its reference for saved models; the files are hashed on first use.</summary>
    public BackboneReference Reference => reference.Value;

    public IExampleEncoder Encoder(EncodingLimits limits) => ExampleEncoders.For(backbone, tokenizer, limits, path);

    /// <summary>Creates a model on it that the caller owns.</summary>
    public ILanguageModel Create(TrainedWeights trains, LearningRecipe recipe)
    {
        var options = new LanguageModelOptions { KeepsBackbone = true, BaseDropout = recipe.Compute.BaseDropout, Checkpointing = recipe.Compute.Checkpointing };
        return trains == TrainedWeights.All ? LanguageModel.FullyTrained(backbone, options) : LanguageModel.WithAdapters(backbone, recipe.Lora, options);
    }

    public void Dispose() => backbone.Dispose();
}
