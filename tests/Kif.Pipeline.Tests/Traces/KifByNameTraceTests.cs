using System.Globalization;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>The recorded runs of KIF again, with strategies composed as users compose them: by name, through options.</summary>
public sealed class KifByNameTraceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Traces => [.. Fixtures.Folders("traces").Where(n => n != "recurrent")];

    [Theory]
    [MemberData(nameof(Traces))]
    public void A_strategy_chosen_by_name_follows_the_trace(string name)
    {
        using var trace = new Trace("traces", name);
        string estimator = trace.Text("estimator"), fusion = trace.Text("fusion");
        bool matrix = estimator.StartsWith("matrix", StringComparison.Ordinal);
        double orthogonality = trace.Settings.TryGetProperty("orthogonality", out var o) ? o.GetDouble() : 0;
        var settings = new Dictionary<string, string>
        {
            ["profile"] = nameof(MethodProfile.OfficialCode), ["train"] = trace.Adapters ? nameof(TrainedWeights.Adapter) : nameof(TrainedWeights.All),
            ["estimate"] = estimator == "param_mix" ? "mixed" : estimator == "param_second" ? "second-order" : "first-order",
            ["estimate.beta1"] = trace.Text("beta1"), ["estimate.beta2"] = trace.Text("beta2"), ["fuse"] = fusion == "adaptive" ? "adaptive" : "threshold",
            ["orthogonality"] = orthogonality.ToString(CultureInfo.InvariantCulture),
        };
        StrategyComposition strategy = new StrategyComposer(KifServices.BuiltIn()).Choose(matrix ? "kif" : "kif-lora", settings).Compose();
        BaselineTrace.Follow(trace, strategy, output,
            (learner, task, _, check) => check.Weights(trace, learner.Model.Space, learner.Weights, $"task{task}.fused."));
    }
}
