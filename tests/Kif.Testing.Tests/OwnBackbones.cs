using Kif.Models;

namespace Kif.Testing.Tests;

public sealed class LlamaConformance : BackboneConformance
{
    protected override IBackbone Create(IWeightSource weights, ScalarType dtype) => new LlamaBackbone(
        new() { VocabSize = 20, HiddenSize = 8, IntermediateSize = 12, Layers = 2, Heads = 2, KeyValueHeads = 1, HeadDim = 4, EndIds = [1] }, weights,
        torch.CPU, dtype);
}

public sealed class Gpt2Conformance : BackboneConformance
{
    protected override IBackbone Create(IWeightSource weights, ScalarType dtype) => new Gpt2Backbone(
        new() { VocabSize = 20, HiddenSize = 8, IntermediateSize = 12, Layers = 2, Heads = 2, MaxPositions = 32, EndIds = [1] }, weights, torch.CPU, dtype);
}

public sealed class T5Conformance : BackboneConformance
{
    protected override IBackbone Create(IWeightSource weights, ScalarType dtype) => new T5Backbone(
        new() { VocabSize = 20, HiddenSize = 8, HeadDim = 4, IntermediateSize = 12, EncoderLayers = 2, DecoderLayers = 2, Heads = 2 }, weights, torch.CPU,
        dtype);
}
