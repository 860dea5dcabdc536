using Kif.Models;

namespace Kif.Fuzzing;

/// <summary>Folders of runs and of learners, as small as can be, written by what writes them.</summary>
internal static class RunSeeds
{
    /// <summary>The files of a run with a hash of their own, in an order in which none lists a later one.</summary>
    public static readonly string[] Sealed =
        ["seq-lora/order-1/seed-1/result.json", "kif-lora/order-1/seed-1/result.json", "ewc/order-1/seed-1/failure.json", "run.json"];

    private static readonly string[] Tasks = ["a", "b"];

    /// <summary>A comparison of two runs that are done and one that failed.</summary>
    public static FuzzSeed Runs()
    {
        using var at = new TemporaryFolder();
        var description = new RunDescription
        {
            Command = "kif compare", Model = "embedded", Orders = [new("order-1", Tasks)], Seeds = [1], Strategies = ["seq-lora", "kif-lora", "ewc"],
            Tasks = [new("a", 2, 1, ""), new("b", 2, 1, "")], Warnings = ["a warning"], Baseline = "seq-lora",
            Settings = new Dictionary<string, string> { [RunDescription.MetricSetting] = "exact-match", ["training.epochs"] = "1" },
            Environment = new Dictionary<string, string> { ["kif"] = "1" },
        };
        using (var folder = new RunFolder(at.Path, description))
        {
            foreach (RunKey key in description.Grid)
            {
                if (key.Strategy == "ewc")
                {
                    folder.Fail(new(key, "it broke"));
                    continue;
                }
                folder.Handle(new RunStarted(10) { Run = key });
                folder.Handle(new StepFinished(new("a", 0, null, 1, 2), 1.5, new Dictionary<string, double>(), 1, 1e-3, false) { Run = key });
                folder.Done(Run(key));
            }
            Directory.Delete(Path.Combine(at.Path, ".locks"), recursive: true);
            return FuzzSeed.OfTree(at.Path, "runs");
        }
    }

    /// <summary>Saved learners: an adapter with the state of its strategy, and one with examples in a buffer.</summary>
    public static IReadOnlyList<FuzzSeed> Learners() => [.. new[] { "kif-lora", "der++" }.Select(Saved)];

    private static FuzzSeed Saved(string strategy)
    {
        using var at = new TemporaryFolder();
        using ContinualLearner learner = Learner(strategy);
        learner.Learn("a", [new("abc", "x", "1"), new("bca", "y", "2")]);
        learner.Save(at.Path);
        return FuzzSeed.OfTree(at.Path, strategy);
    }

    /// <summary>A learner on a T5 of the smallest size.</summary>
    public static ContinualLearner Learner(string strategy)
    {
        T5Backbone backbone = T5Initializer.Create(
            new() { VocabSize = 32, HiddenSize = 4, HeadDim = 2, IntermediateSize = 4, EncoderLayers = 1, DecoderLayers = 1, Heads = 1 }, new(3), torch.CPU,
            ScalarType.Float32);
        StrategyComposition composition = new StrategyComposer(KifServices.BuiltIn()).Choose(strategy).Compose();
        return new(LanguageModel.WithAdapters(backbone, new() { Rank = 1, Alpha = 1 }), new Letters(), composition,
            new() { LearningRate = 0.01, Epochs = 1, BatchSize = 2, WarmupSteps = 0 }, new RandomStream(1), _ => { });
    }

    private static StrategyRun Run(RunKey key)
    {
        var matrix = new PerformanceMatrix(Tasks);
        for (int i = 0; i < Tasks.Length; i++) matrix.SetUntrained(i, 0);
        for (int l = 0; l < Tasks.Length; l++)
            for (int i = 0; i < Tasks.Length; i++) matrix[l, i] = 100 * (l + i);
        return new(key, matrix, [new(-1, "a", "1", "x", "y") { Input = "q" }, new(0, "b", "2", "x", "x")], new RunCost(), 1.5, 10, 20,
            key.Strategy == "kif-lora" ? [new("b", ["u", "v"], [0, 1], [0.5, 0.5], [0, 1])] : []);
    }

    /// <summary>A letter is an id.</summary>
    private sealed class Letters : IExampleEncoder
    {
        public EncodedExample Encode(Example example) => new([.. Ids(example.Input), 1], [.. Ids(example.Target), 1]);

        public string Decode(ReadOnlySpan<int> ids) => new([.. ids.ToArray().Select(id => (char)('a' + Math.Max(0, id - 3)))]);

        private static IEnumerable<int> Ids(string text) => text.Select(c => 3 + Math.Clamp(c - 'a', 0, 25));
    }
}
