namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Options of Recurrent-KIF.</summary>
internal static class RecurrentKifOptionCases
{
    // A task of the test has three steps, so that the default of eight inner steps would never merge.
    private static readonly string[] Merging = ["innersteps=1", "buffer.share=0.3"];

    public static IReadOnlyList<OptionCase> Rows { get; } =
    [
        new("recurrent-kif", "innersteps", "2", "buffer.share=0.3"),
        new("recurrent-kif", "buffer", "uniform", Merging),
        new("recurrent-kif", "buffer.share", "0.3", "innersteps=1"),
        new("recurrent-kif", "profile", "Paper", Merging),
        new("recurrent-kif", "outersteps", "2", Merging),
        new("recurrent-kif", "outerbatchsize", "3", Merging),
        new("recurrent-kif", "outerreplacement", "false", Merging),
        new("recurrent-kif", "quantile", "0.5", Merging),
        new("recurrent-kif", "beta1", "0.55", Merging),
        new("recurrent-kif", "beta2", "0.55", Merging),
        new("recurrent-kif", "merge", "Adaptive", Merging),
        new("recurrent-kif", "temperature", "0.05", [.. Merging, "merge=Adaptive"]),
        new("recurrent-kif", "outeroptimizer", "Shared", Merging),
        new("recurrent-kif", "outerlearningratescale", "0.5", Merging),
    ];
}
