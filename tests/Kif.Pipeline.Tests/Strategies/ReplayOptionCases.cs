namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Options of the rehearsal strategies and of the buffers.</summary>
internal static class ReplayOptionCases
{
    public static IReadOnlyList<OptionCase> Rows { get; } =
    [
        new("replay", "mode", "Balanced", "buffer.share=0.2"),
        new("replay", "mode", "Separate", "buffer.share=0.2"),
        new("replay", "epochs", "2", "mode=Separate", "buffer.share=0.2"),
        new("replay", "learningrate", "0.001", "mode=Separate", "buffer.share=0.2"),
        new("replay", "buffer", "reservoir"),
        .. Sample("uniform"),
        .. Sample("class-balanced"),
        new("replay", "buffer.profile", "OfficialCode", "buffer=class-balanced"),
        new("replay", "buffer.oneofeveryclass", "true", "buffer=class-balanced"),
        new("replay", "buffer.oneofeveryclass", "false", "buffer=class-balanced", "buffer.profile=OfficialCode"),
        new("replay", "buffer.maxexamples", "3", "buffer=reservoir"),
        new("replay", "buffer.maxbytes", "1000", "buffer=reservoir"),
        new("replay", "buffer.global", "true", "buffer=reservoir", "buffer.maxexamples=20"),
        .. Sample("most-uncertain"),
        new("replay", "buffer.measure", "Loss", "buffer=most-uncertain", "buffer.share=0.2"),
        .. Sample("surprise"),
        new("replay", "buffer.when", "After", "buffer=surprise", "buffer.share=0.2"),
        new("replay", "buffer.score", "SourceAsLabels", "buffer=surprise", "buffer.share=0.2"),
        new("opr", "share", "1"),
        new("opr", "exactbudget", "true", "share=0.2916666666666666"),
        new("opr", "score", "Likelihood", "share=0.5"),
        new("opr", "metric", "rouge-l", "share=0.5"),
        new("opr", "pool", "3", "share=0.5"),
        new("opr", "temperature", "3", "share=0.5"),
        new("opr", "maxnewtokens", "1", "share=0.5"),
        new("opr", "profile", "OfficialCode", "share=0.05"),
        new("sure", "every", "1", "buffer.share=0.3"),
        new("sure", "batchsize", "1", "buffer.share=0.3"),
        new("sure", "momentum", "0.5", "buffer.share=0.3"),
        new("sure", "beforestep", "true", "momentum=0.5"),
        new("sure", "buffer", "uniform", "buffer.share=0.3"),
        new("a-gem", "profile", "Paper", "buffer.share=0.3"),
        new("a-gem", "profile", "OfficialCode", "buffer.share=0.3", "batchsize=2"),
        new("a-gem", "draw", "Passes", "buffer.share=0.3", "batchsize=2"),
        new("a-gem", "batchsize", "2", "buffer.share=0.3"),
        new("a-gem", "buffer", "reservoir"),
        new("gem", "margin", "0", "buffer.pertask=1"),
        new("gem", "ridge", "10", "buffer.pertask=1", "margin=0"),
        new("gem", "batchsize", "2", "buffer.share=0.3"),
        new("gem", "buffer", "reservoir"),
        new("der++", "profile", "Paper", "buffer.share=0.3"),
        new("der++", "profile", "OfficialCode", "buffer.share=0.3"),
        new("der++", "alpha", "0.5", "buffer.share=0.3"),
        new("der++", "beta", "0.1", "buffer.share=0.3"),
        new("der++", "twodraws", "true", "buffer.share=0.3"),
        new("der++", "twodraws", "false", "buffer.share=0.3", "profile=Paper"),
        new("der++", "draw", "BalancedPasses", "buffer.share=0.3"),
        new("der++", "halfprecision", "false", "buffer.share=0.3"),
        new("der++", "halfprecision", "true", "buffer.share=0.3", "profile=OfficialCode"),
        new("der++", "toplogits", "5", "buffer.share=0.3"),
        new("der++", "batchsize", "3", "buffer.share=0.3"),
        new("der++", "buffer", "reservoir"),
    ];

    private static OptionCase[] Sample(string buffer) =>
    [
        new("replay", "buffer.share", "0.3", $"buffer={buffer}"),
        new("replay", "buffer.pertask", "5", $"buffer={buffer}"),
        new("replay", "buffer.maxexamples", "3", $"buffer={buffer}", "buffer.share=0.3"),
        new("replay", "buffer.maxbytes", "500", $"buffer={buffer}", "buffer.share=0.3"),
    ];
}
