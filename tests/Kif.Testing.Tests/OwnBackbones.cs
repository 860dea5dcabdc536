using Kif.Models.Backbones;
using Kif.Models.Folders;
using Kif.Models.Gpt2;
using Kif.Models.Llama;
using Kif.Models.T5;

namespace Kif.Testing.Tests;

public sealed class LlamaConformance : BackboneConformance
{
    protected override IBackbone Create(IWeightSource weights, ScalarType dtype) => new LlamaBackbone(
        new() { VocabularySize = 20, ModelWidth = 8, FeedForwardWidth = 12, Layers = 2, Heads = 2, KeyValueHeads = 1, HeadWidth = 4, EndIds = [1] }, weights, torch.CPU, dtype);
}

public sealed class Gpt2Conformance : BackboneConformance
{
    protected override IBackbone Create(IWeightSource weights, ScalarType dtype) => new Gpt2Backbone(
        new() { VocabularySize = 20, ModelWidth = 8, FeedForwardWidth = 12, Layers = 2, Heads = 2, MaxPositions = 32, EndIds = [1] }, weights, torch.CPU, dtype);
}

public sealed class T5Conformance : BackboneConformance
{
    protected override IBackbone Create(IWeightSource weights, ScalarType dtype) => new T5Backbone(
        new() { VocabularySize = 20, ModelWidth = 8, HeadWidth = 4, FeedForwardWidth = 12, EncoderLayers = 2, DecoderLayers = 2, Heads = 2 }, weights, torch.CPU, dtype);
}
