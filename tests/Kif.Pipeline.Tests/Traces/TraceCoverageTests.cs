using Kif.Tests;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>No recorded run lies about that no test follows.</summary>
public sealed class TraceCoverageTests
{
    /// <summary>Folders by the beginning of their names, and the tests that follow them.</summary>
    private static readonly Dictionary<string, string[]> Followed = new()
    {
        [nameof(SequentialTraceTests)] = ["naive"], [nameof(RegularizerTraceTests)] = ["l2", "ewc", "si", "mas", "lwf"], [nameof(AGemTraceTests)] = ["agem"],
        [nameof(DerPlusPlusTraceTests)] = ["derpp"], [nameof(OLoraTraceTests)] = ["olora"], [nameof(MiguTraceTests)] = ["migu"],
        [nameof(SlaoTraceTests)] = ["slao"], [nameof(NLoraTraceTests)] = ["n-lora"],
        [nameof(SureTraceTests)] = ["sure"], [nameof(OsfTraceTests)] = ["osf"],
        [nameof(InfLoraTraceTests)] = ["inflora"],
        [nameof(OprAnswerTests)] = ["opr"],
        [nameof(GainLoraTraceTests)] = ["gainlora"],
    };

    [Fact]
    public void Every_recorded_run_of_a_baseline_is_followed() =>
        Fixtures.Folders("baseline-traces")
        .Where(folder => !Followed.Values.SelectMany(n => n).Any(name => folder == name || folder.StartsWith(name + "-", StringComparison.Ordinal)))
            .Should().BeEmpty();
}
