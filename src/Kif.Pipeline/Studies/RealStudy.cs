namespace Kif;

/// <summary>
/// The study of the strategies on real tasks: a model and a folder of tasks of the caller's, eight tasks of the Long Sequence benchmark by default, every
/// strategy tuned with the same number of trials.
/// </summary>
internal static class RealStudy
{
    /// <summary>Creates the study.</summary>
    public static Study Create() => new(
        "real", "Which strategy keeps the most on real tasks, after equal tuning?",
        "Memory helps most (replay, KIF-M, Recurrent-KIF); without memory, KIF-LoRA forgets less than sequential training at some cost of plasticity.")
    {
        Baseline = "seq-lora", Tune = 4, Streams = [new("tasks", ["yelp", "amazon", "mnli", "cb", "copa", "qqp", "rte", "imdb"])],
        Arms = [.. new[] { "seq-lora", "replay", "ewc", "o-lora", "kif", "kif-lora", "kif-m", "recurrent-kif", "joint" }.Select(s => new StudyArm(s, s))],
        Start = Start,
    };

    /// <summary>Returns the settings of real tasks: model and data are the caller's.</summary>
    internal static CompareSettings Start(StudySize size) => new()
    {
        Model = "", Data = "",
        Lora = new() { Rank = 8, Alpha = 16, Dropout = 0 }, Threads = 1,
        TrainLimit = size == StudySize.Full ? 64 : 4, TestLimit = size == StudySize.Full ? 32 : 2,
        Training = new() { LearningRate = 1e-3, Epochs = 1, BatchSize = 8 },
        Evaluation = new() { MaxNewTokens = 8, Score = ScoredTasks.Seen, BatchSize = 32 },
    };
}
