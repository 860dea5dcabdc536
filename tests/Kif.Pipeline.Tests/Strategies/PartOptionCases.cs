namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Options of decomposers, estimators and fusers.</summary>
internal static class PartOptionCases
{
    public static IReadOnlyList<OptionCase> Rows { get; } =
    [
        new("kif-lora", "decompose", "layer"),
        new("kif-lora", "decompose", "head"),
        new("kif-lora", "decompose", "element"),
        new("kif-lora", "decompose.rest", "Outside", "decompose=head"),
        new("kif-lora", "outsideunits", "0.3", "decompose=head", "decompose.rest=Outside"),
        new("kif-lora", "outsideunits", "0.3", "decompose=head", "decompose.rest=Outside", "fuse=fisher-weighted"),
        new("kif-lora", "estimate.smoothing", "Mean"),
        new("kif-lora", "estimate.smoothing", "None"),
        .. Ablation("sensitivity-only", "beta1"),
        .. Ablation("uncertainty-only", "beta2"),
        new("kif-lora", "estimate.beta", "0.2", "estimate=gradient"),
        new("kif-lora", "estimate.unclipped", "true", "estimate=gradient"),
        new("kif-lora", "estimate.beta", "0.2", "estimate=gradient-squared"),
        new("kif-lora", "estimate.unclipped", "true", "estimate=gradient-squared"),
        new("kif-lora", "estimate.labels", "Sampled", "estimate=fisher"),
        new("kif-lora", "estimate.sumtokens", "true", "estimate=fisher"),
        new("kif-lora", "estimate.batchsize", "6", "estimate=fisher"),
        new("kif-lora", "estimate.maxexamples", "5", "estimate=fisher"),
        new("kif-lora", "estimate.batchsize", "6", "estimate=mas"),
        new("kif-lora", "estimate.maxexamples", "5", "estimate=mas"),
        new("kif-lora", "estimate.damping", "0.5", "estimate=path-integral"),
        new("kif-lora", "estimate.keepnegative", "true", "estimate=path-integral"),
        new("kif-lora", "estimate.penaltyinpath", "true", "estimate=path-integral"),
        new("kif-lora", "fuse.decay", "0.1", "fuse=fisher-weighted"),
        new("kif-lora", "fuse.density", "0.6", "fuse=ties"),
        new("kif-lora", "fuse.scale", "0.5", "fuse=ties"),
        new("kif-lora", "fuse.topshare", "0.5", "fuse=element-masks"),
        new("kif-lora", "fuse.rule", "Pruned", "fuse=element-masks"),
        new("kif-lora", "fuse.sharedcurrent", "0.9", "fuse=element-masks"),
        new("kif-lora", "fuse.neithercurrent", "0.9", "fuse=element-masks"),
        new("kif-lora", "fuse.accumulation", "0.1", "fuse=element-masks"),
    ];

    private static IEnumerable<OptionCase> Ablation(string estimator, string beta) =>
        new[] { ("order", "First"), ("smoothing", "Mean"), (beta, "0.5"), ("warmupsteps", "1"), ("timing", "BeforeStep"), ("unclipped", "true") }
            .Select(o => new OptionCase("kif-lora", $"estimate.{o.Item1}", o.Item2, $"estimate={estimator}"));
}
