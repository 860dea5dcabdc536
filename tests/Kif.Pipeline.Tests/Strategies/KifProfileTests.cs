using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Where papers of the KIF family and their code part ways (algorithms.md 13, rows 2, 3 and 12).</summary>
public sealed class KifProfileTests
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());
    private static readonly string[] PaperReadings = ["estimate.beta1=0.55", "estimate.beta2=0.55", "estimate.timing=BeforeStep", "squaredorthogonality=true"];
    private static readonly string[] CodeReadings = ["estimate.beta1=0.85", "estimate.beta2=0.85", "estimate.timing=AfterStep", "squaredorthogonality=false"];

    public static TheoryData<string, string> Cases =>
        new(from strategy in new[] { "kif", "kif-lora", "kif-m" } from profile in Enum.GetNames<MethodProfile>() select (strategy, profile));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_profile_is_what_its_options_say_one_by_one(string strategy, string profile)
    {
        string[] readings = profile == "Paper" ? PaperReadings : CodeReadings;
        double[] whole = Weights(strategy, $"profile={profile}");
        Weights(strategy, readings).Should().Equal(whole);
        // What is set by itself wins over any profile.
        Weights(strategy, [.. readings, $"profile={(profile == "Paper" ? "OfficialCode" : "Paper")}"]).Should().Equal(whole);
    }

    [Theory]
    [InlineData("kif")]
    [InlineData("kif-lora")]
    public void Paper_and_code_differ(string strategy) => Weights(strategy, "profile=Paper").Should().NotEqual(Weights(strategy, "profile=OfficialCode"));

    private static double[] Weights(string strategy, params string[] settings) =>
        TinyRun.Learn(Composer.Choose(strategy, settings.Select(s => s.Split('=')).Select(p => KeyValuePair.Create(p[0], p[1]))).Compose(), tasks: 3);
}
