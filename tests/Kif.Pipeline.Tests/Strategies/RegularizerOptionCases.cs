namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Options of L2, EWC, SI, MAS and LwF.</summary>
internal static class RegularizerOptionCases
{
    public static IReadOnlyList<OptionCase> Rows { get; } =
    [
        new("l2", "lambda", "2"),
        new("l2", "half", "false"),
        new("ewc", "profile", "Paper"),
        new("ewc", "profile", "OfficialCode"),
        new("ewc", "lambda", "100"),
        new("ewc", "online", "true"),
        new("ewc", "decay", "0.5", "online=true"),
        new("ewc", "half", "false"),
        new("ewc", "batchsize", "4"),
        new("ewc", "sampledlabels", "true"),
        new("ewc", "sumtokens", "true"),
        new("ewc", "sumtokens", "true", "sampledlabels=true"),
        new("ewc", "maxexamples", "5"),
        new("si", "profile", "Paper"),
        new("si", "profile", "OfficialCode"),
        new("si", "lambda", "2"),
        new("si", "half", "false"),
        new("si", "damping", "0.1"),
        new("si", "keepnegative", "true", "lambda=1000"),
        new("si", "cap", "0.001"),
        new("si", "penaltyinpath", "true"),
        new("mas", "profile", "Paper"),
        new("mas", "profile", "OfficialCode"),
        new("mas", "lambda", "2"),
        new("mas", "sum", "true"),
        new("mas", "decay", "0.25"),
        new("mas", "batchsize", "4"),
        new("mas", "maxexamples", "5"),
        new("lwf", "lambda", "2"),
        new("lwf", "temperature", "1"),
        new("lwf", "squaretemperature", "true"),
        new("lwf", "reversed", "true"),
    ];
}
