namespace Kif.Pipeline.Tests.Options;

public sealed class OptionTests
{
    private static readonly KifCatalog Catalog = KifServices.BuiltIn();
    private static readonly StrategyComposer Composer = new(Catalog);

    public static TheoryData<string> Strategies => [.. Catalog.Strategies.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Every_strategy_composes_with_its_defaults(string name) => Composer.Choose(name).Compose().Dispose();

    [Fact]
    public void Every_component_is_made_with_its_defaults()
    {
        foreach (ComponentDefinition component in Catalog.Components)
        {
            object options = Activator.CreateInstance(component.OptionsType)!;
            OptionsValidation.Validate(options, component.Name);
            component.Create(options).Should().NotBeNull();
        }
    }

    [Theory]
    [InlineData("estimate.beta1", "1", "*beta1 is 1*")]
    [InlineData("estimate.beta1", "many", "*beta1 is 'many', which is no number")]
    [InlineData("fuse.temperature", "0", "*temperature is 0*")]
    [InlineData("accumulation", "1.4", "kif-lora.accumulation is 1.4*")]
    [InlineData("aggregation", "median", "kif-lora.aggregation is 'median'; allowed: Mean, Sum, Max, ProductOfMeans, Norm")]
    [InlineData("fuse", "adaptve", "*'adaptve'; did you mean 'adaptive'?*")]
    [InlineData("fus", "adaptive", "*'fus'; did you mean 'fuse'?*")]
    [InlineData("accumulation.rate", "1", "kif-lora.accumulation is a single value*")]
    public void A_wrong_option_is_refused_with_its_path_and_what_is_allowed(string path, string value, string message) =>
        Composer.Invoking(c => c.Choose("kif-lora", [new(path, value)])).Should().Throw<CompositionException>().WithMessage(message);

    [Theory]
    [InlineData("replay", "none", "Concat, Balanced, Separate")]
    [InlineData("kif-m", "none", "Concat, Separate")]
    [InlineData("kif-m", "balanced", "Concat, Separate")]
    public void A_replay_mode_that_does_not_fit_the_strategy_is_refused_as_text_and_in_code(string strategy, string mode, string allowed)
    {
        Composer.Invoking(c => c.Choose(strategy, [new("mode", mode)])).Should().Throw<CompositionException>()
            .WithMessage($"{strategy}.mode is '{mode}'; allowed: {allowed}");
        ReplayMode value = Enum.Parse<ReplayMode>(mode, ignoreCase: true);
        object options = strategy == "replay" ? new ReplayOptions { Mode = value } : new KifMemoryOptions { Mode = value };
        FluentActions.Invoking(() => OptionsValidation.Validate(options, strategy)).Should().Throw<CompositionException>()
            .WithMessage($"{strategy}.mode is {value}: allowed: {allowed}");
    }

    [Fact]
    public void Options_set_by_path_are_those_of_the_object()
    {
        var options = new KifLoraOptions();
        OptionPath.Set(options, "kif-lora", "Orthogonality", "0.5");
        OptionPath.Set(options, "kif-lora", "fuse", "threshold");
        OptionPath.Set(options, "kif-lora", "fuse.topshare", "0.3");
        OptionPath.Set(options, "kif-lora", "aggregation", "sum");
        (options.Orthogonality, options.Fuse.Use, options.Fuse.Settings["topshare"], options.Aggregation).Should()
            .Be((0.5, "threshold", "0.3", UnitAggregation.Sum));
    }

    [Fact]
    public void What_an_options_class_has_beside_its_options_is_passed_over()
    {
        OptionsValidation.Validate(new Loose(), "loose");
        OptionReflection.Flat(new Loose()).Select(o => o.Path).Should().Equal("folder", "strength");
    }

    private sealed class Loose
    {
        public static Loose Default => new();

        public double Strength { get; set; } = 1;

        public double Half => Strength / 2;

        public DirectoryInfo Folder { get; set; } = new(".");
    }
}
