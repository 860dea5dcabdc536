namespace Kif;

/// <summary>The study of many tasks: what strategies whose state does not grow keep of twenty, fifty and a hundred.</summary>
internal static class LongStudy
{
    /// <summary>Creates the study. Tasks are small and orders few, so that a hundred tasks are affordable.</summary>
    public static Study Create() => new(
        "long", "What is kept of many tasks by strategies whose state does not grow?",
        "Without memory only the last few tasks are answered, and blending makes each new task harder to learn the more were blended before; a memory of "
        + "constant size keeps less of each task the more there are, but most of all.")
    {
        Baseline = "seq-lora", Runs = (3, 1),
        Streams = [.. new[] { 20, 50, 100 }.Select(n => $"{LongStream.Prefix}{n}").Select(data => new StudyStream(data, []) { Data = data })],
        Arms =
        [
            new("seq-lora", "seq-lora"), new("kif", "kif"), new("kif-lora", "kif-lora"), new("kif-online", "kif-online"),
            new("ewc-online", "ewc", "online=true"), new("o-lora-merged", "o-lora", "grow=merge"),
            new("replay-100", "replay", "buffer=reservoir", "buffer.maxexamples=100"),
        ],
        Start = size => CompareSettings.ForEmbedded() with
        {
            TrainLimit = size == StudySize.Full ? 160 : 16, TestLimit = size == StudySize.Full ? 20 : 4,
            Training = CompareSettings.ForEmbedded().Training with { Epochs = size == StudySize.Full ? 3 : 1 },
            Evaluation = CompareSettings.ForEmbedded().Evaluation with { Score = ScoredTasks.Seen },
        },
    };
}
