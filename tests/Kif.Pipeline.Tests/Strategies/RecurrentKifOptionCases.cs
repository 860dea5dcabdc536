namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Options of the strategies of the KIF family that merge within a task.</summary>
internal static class RecurrentKifOptionCases
{
    // A task of the test has three steps, so that the default of eight inner steps would never merge.
    private static readonly string[] Merging = ["innersteps=1", "buffer.share=0.3"], Online = ["everysteps=1"];

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
        new("kif-online", "everysteps", "1"),
        new("kif-online", "boundaries", "false", Online),
        new("kif-online", "decompose", "matrix", Online),
        new("kif-online", "fuse", "threshold", Online),
        new("kif-online", "fuse.temperature", "0.05", Online),
        new("kif-online", "order", "First", Online),
        new("kif-online", "beta1", "0.5", Online),
        new("kif-online", "beta2", "0.5", Online),
        new("kif-online", "aggregation", "Max", Online),
        new("kif-online", "normalization", "Rank", Online),
        new("kif-online", "accumulation", "0.1", Online),
        new("kif-online", "mergeaccumulation", "0.1", [.. Online, "boundaries=false"]),
        new("kif-online", "orthogonality", "0.5", Online),
        new("kif-online", "outsideunits", "0.3", [.. Online, "decompose=head", "decompose.rest=Outside"]),
    ];
}
