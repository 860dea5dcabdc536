namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Options of per-task training, incremental adapters, O-LoRA, N-LoRA, SLAO, SuRe and MIGU.</summary>
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
        new("migu", "quantile", "0.4"),
        new("migu", "freezemaskedrows", "true"),
        new("migu", "trains", "All"),
        new("ogd", "pertask", "3"),
    ];
}
