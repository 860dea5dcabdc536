using Kif.Models;
using Kif.Models.Backbones;
using Kif.Models.Folders;
using Kif.Models.Prompts;
using Kif.Models.Tokenizers;
using Kif.Pipeline.Jobs;

namespace Kif.Pipeline.MachineLearning.Learnt;

/// <summary>A loaded backbone and its tokenizer; immutable, so that any number of models may stand on it at once.</summary>
internal sealed class SharedBackbone : IDisposable
{
    private readonly Lazy<BackboneReference> reference;
    private readonly IBackbone backbone;
    private readonly ITokenizer tokenizer;
    private readonly string path;

    /// <param name="folder">A Hugging Face folder, or <c>embedded</c>.</param>
    /// <param name="compute">Where and in which precision.</param>
    /// <param name="families">The model families to choose from.</param>
    /// <exception cref="InvalidDataException">The folder's files do not fit; the message says which.</exception>
    public SharedBackbone(string folder, ComputeSettings compute, BackboneRegistry families)
    {
        if (folder != CompareSettings.Embedded) folder = Path.GetFullPath(folder);
        path = BackboneReference.PathOf(folder);
        reference = new(() => BackboneReference.Of(folder));
        tokenizer = TokenizerFolder.Load(path);
        backbone = PretrainedBackbones.Load(ModelFolder.Open(path), compute.DeviceOf(), compute.TypeOf(), families);
    }

    /// <summary>What a saved model says of it; the files are hashed when it is first wanted.</summary>
    public BackboneReference Reference => reference.Value;

    public IExampleEncoder Encoder(EncodingLimits limits) => ExampleEncoders.For(backbone, tokenizer, limits, path);

    /// <summary>A model on it that the caller owns.</summary>
    public ILanguageModel Create(TrainedWeights trains, LearningRecipe recipe)
    {
        var options = new LanguageModelOptions { KeepsBackbone = true, BaseDropout = recipe.Compute.BaseDropout, Checkpointing = recipe.Compute.Checkpointing };
        return trains == TrainedWeights.All ? LanguageModel.FullyTrained(backbone, options) : LanguageModel.WithAdapters(backbone, recipe.Lora, options);
    }

    public void Dispose() => backbone.Dispose();
}
