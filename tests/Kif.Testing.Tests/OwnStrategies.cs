namespace Kif.Testing.Tests;

/// <summary>Every registered strategy is held to the same checks as a third party's.</summary>
public sealed class OwnStrategies
{
    public static TheoryData<string> Names => [.. KifServices.BuiltIn().Strategies.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Keeps_every_promise(string name) =>
        Verdicts.Clean(ConformanceSuite.ForStrategy(KifServices.BuiltIn(), name), name is "seq-full" or "osf" ? ["inactive", "bfloat16-base"] : ["inactive"]);

    [Fact]
    public void A_sum_of_strategies_keeps_every_promise() =>
        Verdicts.Clean(ConformanceSuite.ForStrategy(KifServices.BuiltIn(), "kif-lora+replay"), "inactive", "options-unknown", "options-range");
}
