namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Options of per-task training, incremental adapters, O-LoRA, N-LoRA, SLAO, SuRe, OSF, merging and MIGU.</summary>
internal static class ArchitectureOptionCases
{
    public static IReadOnlyList<OptionCase> Rows { get; } =
    [
        new("per-task", "trains", "All"),
        new("inc-lora", "grow", "Merge"),
        new("o-lora", "lambda1", "0.1"),
        new("o-lora", "lambda2", "0.1"),
        new("o-lora", "longsequenceweights", "true", "lambda1=0.1"),
        new("o-lora", "grow", "Merge"),
        new("o-lora", "profile", "Paper"),
        new("o-lora", "squaredoverlap", "true"),
        new("n-lora", "lambda", "0.01"),
        new("n-lora", "grow", "Merge"),
        new("n-lora", "profile", "OfficialCode"),
        new("slao", "mergedstart", "true"),
        new("slao", "leastshare", "0.9"),
        new("ema", "momentum", "0.5"),
        new("ema", "beforestep", "true", "momentum=0.5"),
        new("osf", "frozen", "0.2"),
        new("osf", "frozengrowth", "0.2"),
        new("osf", "frozendirections", "1"),
        new("osf", "patterns", @"q$=1"),
        new("osf", "targets", "q,wi"),
        new("osf", "trainsothers", "true"),
        new("osf", "oflargerside", "true"),
        new("osf", "projectssteps", "true"),
        new("osf", "profile", "OfficialCode"),
        new("merge", "by", "Linear"),
        new("merge", "weight", "0.5"),
        new("merge", "density", "0.7"),
        new("merge", "elect", "Frequency", "density=1"),
        new("merge", "factors", "true"),
        new("merge", "trains", "All"),
        new("merge", "profile", "OfficialCode"),
        new("migu", "quantile", "0.4"),
        new("migu", "freezemaskedrows", "true"),
        new("migu", "trains", "All"),
        new("ogd", "pertask", "3"),
    ];
}
