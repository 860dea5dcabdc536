namespace Kif.Pipeline.Tests.Options;

/// <summary>An options object as paths and texts, and back.</summary>
public sealed class OptionTextsTests
{
    [Fact]
    public void What_differs_is_written_and_reads_back()
    {
        var options = new KifLoraOptions
            { Profile = MethodProfile.Paper, SquaredOrthogonality = true, Accumulation = 0.1, Fuse = ComponentChoice.Of("threshold") };
        options.Estimate.Settings["beta1"] = "0.9";
        IReadOnlyList<KeyValuePair<string, string>> texts = OptionSerializer.Differing(options);
        texts.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["profile"] = "Paper", ["squaredorthogonality"] = "True", ["accumulation"] = "0.1", ["fuse"] = "threshold", ["estimate.beta1"] = "0.9",
        });
        var read = new KifLoraOptions();
        foreach ((string path, string value) in texts) OptionPath.Set(read, "kif-lora", path, value);
        read.Should().BeEquivalentTo(options);
    }

    [Fact]
    public void Null_and_small_numbers_survive()
    {
        var options = new EwcOptions { Lambda = 1.0 / 3, MaxExamples = 5 };
        var read = new EwcOptions();
        foreach ((string path, string value) in OptionSerializer.Differing(options)) OptionPath.Set(read, "ewc", path, value);
        (read.Lambda, read.MaxExamples).Should().Be((1.0 / 3, 5));
        OptionSerializer.Differing(new TrainingOptions { ClipNorm = null }).Should().BeEquivalentTo(new Dictionary<string, string> { ["clipnorm"] = "null" });
    }

    [Fact]
    public void Every_built_in_strategy_s_defaults_are_no_difference()
    {
        foreach (StrategyDefinition strategy in KifServices.BuiltIn().Strategies)
            OptionSerializer.Differing(Activator.CreateInstance(strategy.OptionsType)!).Should().BeEmpty(strategy.Name);
    }
}
