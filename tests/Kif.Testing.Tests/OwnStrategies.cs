namespace Kif.Testing.Tests;

/// <summary>Every registered strategy is held to the same checks as a third party's.</summary>
public sealed class OwnStrategies
{
    public static TheoryData<string> Names => [.. KifServices.BuiltIn().Strategies.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Keeps_every_promise(string name) =>
        Verdicts.Clean(ConformanceSuite.ForStrategy(KifServices.BuiltIn(), name), name is "seq-full" or "osf" ? ["inactive", "bfloat16-base"] : ["inactive"]);

    [Theory]
    [InlineData("opr", "share=1 score=likelihood profile=officialcode")]
    [InlineData("sdft", "teacher=average profile=officialcode answers=2 maxnewtokens=4")]
    public void With_options_under_which_it_does_more_it_keeps_every_promise(string name, string settings) =>
        Verdicts.Clean(ConformanceSuite.ForStrategy(KifServices.BuiltIn(), name,
            [.. settings.Split(' ').Select(s => KeyValuePair.Create(s.Split('=')[0], s.Split('=')[1]))]), "inactive");

    [Fact]
    public void A_sum_of_strategies_keeps_every_promise() =>
        Verdicts.Clean(ConformanceSuite.ForStrategy(KifServices.BuiltIn(), "kif-lora+replay"), "inactive", "options-unknown", "options-range");
}
