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
    public void A_copy_is_equal_and_stays_when_the_original_changes()
    {
        var options = new KifLoraOptions { Accumulation = 1.0 / 3, Fuse = ComponentChoice.Of("threshold") };
        options.Estimate.Settings["beta1"] = "0.9";
        var copy = (KifLoraOptions)OptionReflection.Copy(options);
        copy.Should().BeEquivalentTo(options);
        options.Fuse.Use = "average";
        options.Estimate.Settings["beta1"] = "0.8";
        (copy.Fuse.Use, copy.Estimate.Settings["beta1"]).Should().Be(("threshold", "0.9"));
    }

    [Fact]
    public void An_options_object_is_what_a_strategy_is_composed_from()
    {
        KifCatalog catalog = KifServices.BuiltIn();
        StrategyDefinition definition = catalog.Strategy("kif-lora");
        object? used = null;
        StrategyDefinition watched = definition with { Compose = (o, parts) => definition.Compose(used = o, parts) };
        var options = new KifLoraOptions { Accumulation = 1.0 / 3, Fuse = ComponentChoice.Of("threshold") };
        StrategyChoice choice = new StrategyComposer(catalog).With(watched, options);
        options.Accumulation = 0.5;
        choice.Compose().Dispose();
        ((KifLoraOptions)used!).Accumulation.Should().Be(1.0 / 3);
        choice.Spec.ToJson().Should().Be(new StrategyComposer(catalog)
            .Choose("kif-lora", [new("accumulation", (1.0 / 3).ToString("R")), new("fuse", "threshold")]).Spec.ToJson());
        choice.Spec.Options.Where(o => o.Origin == OptionOrigin.Code).Select(o => o.Path).Should().Equal("accumulation", "fuse.use");
    }

    [Fact]
    public void Null_and_small_numbers_survive()
    {
        var options = new EwcOptions { Lambda = 1.0 / 3, Half = false };
        var read = new EwcOptions();
        foreach ((string path, string value) in OptionSerializer.Differing(options)) OptionPath.Set(read, "ewc", path, value);
        (read.Lambda, read.Half).Should().Be((1.0 / 3, false));
        OptionSerializer.Differing(new TrainingOptions { ClipNorm = null }).Should().BeEquivalentTo(new Dictionary<string, string> { ["clipnorm"] = "null" });
    }

    [Fact]
    public void Every_built_in_strategy_s_defaults_are_no_difference()
    {
        foreach (StrategyDefinition strategy in KifServices.BuiltIn().Strategies)
            OptionSerializer.Differing(Activator.CreateInstance(strategy.OptionsType)!).Should().BeEmpty(strategy.Name);
    }
}
