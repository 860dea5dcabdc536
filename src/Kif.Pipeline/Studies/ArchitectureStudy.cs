using Kif.Models;

namespace Kif;

/// <summary>The study of architectures: the same stream on five families of models, pretrained on the same corpus with the same budget.</summary>
internal static class ArchitectureStudy
{
    /// <summary>Creates the study. One seed, since the question is about means over orders; five grids of two seeds would not be affordable.</summary>
    public static Study Create() => new(
        "architectures", "Does the ranking of strategies carry over from one architecture to another?",
        "Joint training and replay come first everywhere; among strategies without memory the order changes with the family, since they differ by little.")
    {
        Baseline = "seq-lora", Runs = (6, 1), More = [RankAgreement.Tables],
        Streams =
        [
            .. Enum.GetValues<PretrainedFamily>().Select(f => new StudyStream(f.ToString().ToLowerInvariant(), EmbeddedStream.DefaultOrder) { Family = f }),
        ],
        Start = size => Study.Embedded(size) with { Lora = new() { Rank = 8, Alpha = 16, Dropout = 0, TargetPattern = LoraSettings.AllLinear } },
        Arms = [.. new[] { "seq-lora", "ewc", "o-lora", "replay", "kif", "kif-lora", "joint" }.Select(s => new StudyArm(s, s))],
    };
}
