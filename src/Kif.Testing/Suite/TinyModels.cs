using System.Text.Json;
using Kif.Models;

namespace Kif.Testing;

/// <summary>Models with a few thousand weights, created in memory: a step takes milliseconds.</summary>
internal static class TinyModels
{
    public const int Vocabulary = 40;

    /// <summary>Creates a model with an adapter of rank 2 on queries and values, or with all weights trained.</summary>
    public static ILanguageModel Create(ConformanceModel kind, TrainedWeights trains, ScalarType dtype)
    {
        IBackbone backbone = Backbone(kind, dtype);
        return trains == TrainedWeights.All
            ? LanguageModel.WithAllWeights(backbone) : LanguageModel.WithAdapters(backbone, new() { Rank = 2, Alpha = 8, Dropout = 0.1 });
    }

    private static IBackbone Backbone(ConformanceModel kind, ScalarType dtype) => kind == ConformanceModel.EncoderDecoder
        ? T5Initializer.Create(
            new() { VocabSize = Vocabulary, HiddenSize = 8, HeadDim = 4, IntermediateSize = 12, EncoderLayers = 2, DecoderLayers = 2, Heads = 2 }, new(3),
            torch.CPU, dtype)
        : new LlamaBackbone(LlamaConfig.Read(ConfigFile.Of(JsonSerializer.SerializeToElement(new
            {
                vocab_size = Vocabulary, hidden_size = 8, intermediate_size = 12, num_hidden_layers = 2, num_attention_heads = 2, num_key_value_heads = 1,
                eos_token_id = WordEncoder.End,
            }))), new SeededWeights(4), torch.CPU, dtype);
}

/// <summary>The kinds of tiny models that the kit creates in memory.</summary>
public enum ConformanceModel
{
    /// <summary>A T5 with two encoder and two decoder layers.</summary>
    EncoderDecoder,

    /// <summary>A LLaMA with two layers.</summary>
    DecoderOnly,
}

/// <summary>Random weights, determined by a seed and their names.</summary>
internal sealed class SeededWeights(ulong seed, double deviation = 0.3) : IWeightSource
{
    public bool Contains(string name) => true;

    public Tensor Take(string name, params long[] shape)
    {
        RandomStream random = new RandomStream(seed).Derive(name);
        float[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)(deviation * random.NextNormal()))];
        using Tensor flat = torch.tensor(values);
        return flat.view(shape).clone();
    }

    public void AssertAllTaken(Func<string, bool>? mayRemain = null)
    {
    }
}

/// <summary>Made-up tasks: a few words as input, one or two as the answer, with few distinct answers.</summary>
internal static class TinyTasks
{
    /// <summary>The default number of examples per task: three steps of three, three and two.</summary>
    public const int Count = 8;

    public static string Name(int task) => $"task{task}";

    /// <summary>Creates the examples of a task; equal numbers give equal examples.</summary>
    public static IReadOnlyList<Example> Of(int task, int count = Count)
    {
        var random = new RandomStream((ulong)(100 + task));
        Example[] examples = [.. Enumerable.Range(0, count).Select(i => new Example(
            string.Join(' ', Enumerable.Range(0, 3 + random.Next(5)).Select(_ => $"w{random.Next(TinyModels.Vocabulary - 3)}")), Answer(task, random.Next(4)),
            $"{task}/{i}"))];
        return examples;
    }

    private static string Answer(int task, int which) => which % 2 == 0 ? $"w{10 * task + which}" : $"w{10 * task + which} w{10 * task + which + 4}";
}

/// <summary>An encoder with one token per word: <c>w7</c> has the token of number 7, any other word that of a hash of its characters.</summary>
internal sealed class WordEncoder(ConformanceModel kind) : IExampleEncoder
{
    public const int End = 1;
    private const int First = 3;

    public EncodedExample Encode(Example example) =>
        new(kind == ConformanceModel.EncoderDecoder ? [.. Ids(example.Input), End] : [.. Ids(example.Input)], [.. Ids(example.Target), End]);

    public string Decode(ReadOnlySpan<int> ids) => string.Join(' ', ids.ToArray().Where(id => id >= First).Select(id => $"w{id - First}"));

    private static IEnumerable<int> Ids(string text) => text.Split(' ').Select(word => First + Number(word) % (TinyModels.Vocabulary - First));

    private static int Number(string word) =>
        word.StartsWith('w') && int.TryParse(word.AsSpan(1), out int number) && number >= 0
        ? number : word.Aggregate(7, (hash, letter) => (31 * hash + letter) & 0xFFFF);
}
