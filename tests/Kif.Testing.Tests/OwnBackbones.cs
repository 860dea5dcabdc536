using System.Text.Json;
using Kif.Models;

namespace Kif.Testing.Tests;

/// <summary>Tiny models of LLaMA's family.</summary>
internal static class TinyLlama
{
    public static LlamaBackbone Create(string modelType, int vocabulary, IWeightSource weights, ScalarType dtype) => new(
        LlamaConfig.Read(ConfigFile.Of(JsonSerializer.SerializeToElement(new
        {
            model_type = modelType, vocab_size = vocabulary, hidden_size = 8, intermediate_size = 12, num_hidden_layers = 2, num_attention_heads = 2,
            num_key_value_heads = 1, head_dim = 4, eos_token_id = 1, pad_token_id = 0, sliding_window = modelType == "gemma3_text" ? 3 : (int?)null,
        }))), weights, torch.CPU, dtype);
}

public sealed class LlamaConformance : BackboneConformance
{
    protected override IBackbone Create(IWeightSource weights, ScalarType dtype) => TinyLlama.Create("llama", 20, weights, dtype);
}

public sealed class Gemma3Conformance : BackboneConformance
{
    protected override IBackbone Create(IWeightSource weights, ScalarType dtype) => TinyLlama.Create("gemma3_text", 20, weights, dtype);
}

public sealed class Phi3Conformance : BackboneConformance
{
    protected override IBackbone Create(IWeightSource weights, ScalarType dtype) => TinyLlama.Create("phi3", 20, weights, dtype);
}

public sealed class Olmo2Conformance : BackboneConformance
{
    protected override IBackbone Create(IWeightSource weights, ScalarType dtype) => TinyLlama.Create("olmo2", 20, weights, dtype);
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
