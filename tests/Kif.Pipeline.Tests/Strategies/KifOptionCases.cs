namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Options of the KIF family and of its parts.</summary>
internal static class KifOptionCases
{
    public static IReadOnlyList<OptionCase> Rows { get; } =
    [
        new("kif-lora", "decompose", "matrix"),
        new("kif-lora", "estimate", "first-order"),
        new("kif-lora", "estimate.beta1", "0.5"),
        new("kif-lora", "estimate.beta2", "0.5"),
        new("kif-lora", "estimate.warmupsteps", "1"),
        new("kif-lora", "estimate.timing", "BeforeStep"),
        new("kif-lora", "estimate.unclipped", "true"),
        new("kif-lora", "fuse", "threshold"),
        new("kif-lora", "fuse.temperature", "0.05"),
        new("kif-lora", "fuse.sharedweight", "0.2", "fuse=threshold"),
        new("kif-lora", "fuse.topshare", "0.5", "fuse=threshold"),
        new("kif-lora", "orthogonality", "0.5"),
        new("kif-lora", "aggregation", "Max"),
        new("kif-lora", "aggregation", "Norm"),
        new("kif-lora", "normalization", "Rank"),
        new("kif-lora", "normalization", "Log"),
        new("kif-lora", "normalization", "Module"),
        new("kif-lora", "normalization", "Kind"),
        new("kif-lora", "accumulation", "0.1"),
        new("kif-lora", "profile", "Paper"),
        new("kif-lora", "squaredorthogonality", "true"),
        new("kif", "train", "All"),
        new("kif-m", "mode", "Separate"),
        new("kif-m", "buffer", "class-balanced", "buffer.share=0.3"),
        new("kif-m", "buffer.share", "0.3"),
        new("kif-m", "replaylearningrate", "0.01", "mode=Separate"),
        new("kif-m", "replayepochs", "2", "mode=Separate"),
        new("kif-m", "frozenshare", "0.9", "mode=Separate"),
        new("orthogonality", "lambda", "0.5"),
        new("orthogonality", "squared", "true"),
    ];
}
