using System.Globalization;
using Kif.Models;
using Kif.Pipeline.Tests.Traces;

namespace Kif.Pipeline.Tests.Training;

/// <summary>A tiny T5 and random tasks, small enough for a step to take milliseconds.</summary>
internal static class TinyRun
{
    private static readonly Dictionary<string, EncodedExample> Table = Enumerable.Range(0, 3).SelectMany(task => Enumerable.Range(0, 24).Select(i => (task, i)))
        .ToDictionary(p => $"{p.task}/{p.i}", p => Encode(p.task, p.i));

    public static IExampleEncoder Encoder { get; } = new ChangedEncoder();

    public static IReadOnlyList<Example> Task(int task, int count = 24) =>
        [.. Enumerable.Range(0, count).Select(i => new Example("", $"{i % 7}", $"{task}/{i}"))];

    public static TrainingOptions Options => new() { LearningRate = 0.01, Epochs = 1, BatchSize = 8, WarmupSteps = 0 };

    public static ILanguageModel Model(ScalarType dtype = ScalarType.Float64, double dropout = 0, TrainedWeights trains = TrainedWeights.Adapter)
    {
        T5Backbone backbone = T5Initializer.Create(
            new() { VocabSize = 40, HiddenSize = 16, HeadDim = 8, IntermediateSize = 24, EncoderLayers = 1, DecoderLayers = 1, Heads = 2 }, new(3), torch.CPU,
            dtype);
        return trains == TrainedWeights.All
            ? LanguageModel.WithAllWeights(backbone) : LanguageModel.WithAdapters(backbone, new() { Rank = 2, Alpha = 8, Dropout = dropout });
    }

    public static TrainingContext Context(TrainingOptions options) => new()
    {
        Model = Model(), Encoder = Encoder, Options = options, Cost = new(), Parts = [], Publish = _ => { }, Task = "a", TaskIndex = 0,
        Memory = [], Plan = MergedTaskPlan.Of([]), Hooks = new(),
    };

    public static ContinualLearner Learner(
        StrategyComposition? composition = null, TrainingOptions? options = null, ulong seed = 1, double dropout = 0, ScalarType dtype = ScalarType.Float64,
        Action<RunEvent>? hear = null) =>
        new(Model(dtype, dropout, composition?.Trains ?? TrainedWeights.Adapter), Encoder, composition ?? new([]), options ?? Options, new RandomStream(seed),
        hear);

    /// <summary>The weights after learning tasks 0, 1, … in turn.</summary>
    public static double[] Learn(
        StrategyComposition? composition = null, int tasks = 2, TrainingOptions? options = null, ulong seed = 1, double dropout = 0,
        Action<RunEvent>? hear = null)
    {
        using ContinualLearner learner = Learner(composition, options, seed, dropout, hear: hear);
        for (int task = 0; task < tasks; task++) learner.Learn($"task{task}", Task(task));
        return learner.Weights.data<double>().ToArray();
    }

    private static EncodedExample Encode(int task, int i)
    {
        var random = new RandomStream((ulong)(1000 * task + i + 1));
        int[] source = [.. Enumerable.Range(0, 3 + random.Next(6)).Select(_ => 3 + random.Next(37)), 1];
        return new(source, [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => 3 + (task * 7 + random.Next(5)) % 37), 1]);
    }

    /// <summary>Looks examples up, and takes what a strategy has put in their place: words before the prompt's end, and ids that were generated.</summary>
    private sealed class ChangedEncoder : IExampleEncoder
    {
        private readonly TableEncoder known = new(Table);

        public EncodedExample Encode(Example example)
        {
            EncodedExample plain = known.Encode(example);
            string[] words = example.Input.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            int[] source = words.Length == 0 ? plain.Source : [.. plain.Source[..^1], .. words.Select(w => 3 + int.Parse(w, CultureInfo.InvariantCulture)), 1];
            // A target of a task is a digit.
            return new(source, example.Target.Length < 2 ? plain.Target : [.. example.Target.Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture))]);
        }

        public string Decode(ReadOnlySpan<int> ids) => known.Decode(ids);
    }
}
