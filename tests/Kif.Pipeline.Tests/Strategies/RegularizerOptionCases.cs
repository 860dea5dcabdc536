namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Options of L2, EWC, SI, MAS and LwF.</summary>
internal static class RegularizerOptionCases
{
    public static IReadOnlyList<OptionCase> Rows { get; } =
    [
        new("l2", "lambda", "2"),
        new("l2", "half", "false"),
        new("l2", "estimate", "fisher"),
        new("l2", "attrainedweights", "true", "estimate=fisher") { Beside = "kif-lora" },
        new("ewc", "profile", "Paper"),
        new("ewc", "profile", "OfficialCode"),
        new("ewc", "lambda", "100"),
        new("ewc", "online", "true"),
        new("ewc", "decay", "0.5", "online=true"),
        new("ewc", "half", "false"),
        new("ewc", "estimate", "mixed"),
        new("ewc", "estimate.batchsize", "4"),
        new("ewc", "estimate.labels", "Sampled"),
        new("ewc", "estimate.sumtokens", "true"),
        new("ewc", "estimate.sumtokens", "true", "estimate.labels=Sampled"),
        new("ewc", "estimate.maxexamples", "5"),
        new("ewc", "attrainedweights", "true") { Beside = "kif-lora" },
        new("si", "profile", "Paper"),
        new("si", "profile", "OfficialCode"),
        new("si", "lambda", "2"),
        new("si", "half", "false"),
        new("si", "cap", "0.001"),
        new("si", "estimate", "gradient"),
        new("si", "estimate.damping", "0.1"),
        new("si", "estimate.keepnegative", "true", "lambda=1000"),
        new("si", "estimate.penaltyinpath", "true"),
        new("si", "attrainedweights", "false") { Beside = "kif-lora" },
        new("mas", "profile", "Paper"),
        new("mas", "profile", "OfficialCode"),
        new("mas", "lambda", "2"),
        new("mas", "sum", "true"),
        new("mas", "decay", "0.25"),
        new("mas", "estimate", "fisher"),
        new("mas", "estimate.batchsize", "4"),
        new("mas", "estimate.maxexamples", "5"),
        new("mas", "attrainedweights", "true") { Beside = "kif-lora" },
        new("lwf", "lambda", "2"),
        new("lwf", "temperature", "1"),
        new("lwf", "squaretemperature", "true"),
        new("lwf", "reversed", "true"),
    ];
}
