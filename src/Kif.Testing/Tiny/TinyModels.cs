using Kif.Models;
using Kif.Models.Backbones;
using Kif.Models.Llama;
using Kif.Models.T5;

namespace Kif.Testing;

/// <summary>Models with a few thousand weights, created in memory: a step takes milliseconds.</summary>
internal static class TinyModels
{
    public const int Vocabulary = 40;

    /// <summary>Creates a model with an adapter of rank 2 on queries and values, or with all weights trained.</summary>
    public static ILanguageModel Create(ConformanceModel kind, TrainedWeights trains, ScalarType dtype)
    {
        IBackbone backbone = Backbone(kind, dtype);
        return trains == TrainedWeights.All ? LanguageModel.FullyTrained(backbone) : LanguageModel.WithAdapters(backbone, new() { Rank = 2, Alpha = 8, Dropout = 0.1 });
    }

    private static IBackbone Backbone(ConformanceModel kind, ScalarType dtype) => kind == ConformanceModel.EncoderDecoder
        ? T5Initializer.Create(
            new() { VocabularySize = Vocabulary, ModelWidth = 8, HeadWidth = 4, FeedForwardWidth = 12, EncoderLayers = 2, DecoderLayers = 2, Heads = 2 }, new(3), torch.CPU, dtype)
        : new LlamaBackbone(
            new() { VocabularySize = Vocabulary, ModelWidth = 8, FeedForwardWidth = 12, Layers = 2, Heads = 2, KeyValueHeads = 1, HeadWidth = 4, EndIds = [WordEncoder.End] },
            new RandomWeights(4), torch.CPU, dtype);
}
