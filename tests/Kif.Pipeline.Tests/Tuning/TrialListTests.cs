using System.Globalization;

namespace Kif.Tests.Tuning;

public class TrialListTests
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());

    [Fact]
    public void The_first_trial_has_the_defaults_and_the_others_lie_in_the_range()
    {
        IReadOnlyList<TuningTrialSettings> trials = Of("ewc", new() { Trials = 12 });
        trials.Should().HaveCount(12);
        trials[0].Options.Should().BeEmpty();
        trials.Skip(1).Should()
            .OnlyContain(t => t.Options.Keys.Single() == "lambda" && Number(t, "lambda") >= 1 && Number(t, "lambda") <= 1e6 && t.LearningRate == null);
        trials.Skip(1).Count(t => Number(t, "lambda") < 1000).Should().BeInRange(2, 9, "steps are factors");
    }

    [Fact]
    public void Equal_seeds_give_equal_trials_and_a_larger_budget_only_adds_some()
    {
        Texts(Of("lwf", new() { Trials = 9 })).Should().Equal(Texts(Of("lwf", new() { Trials = 9 })));
        Texts(Of("lwf", new() { Trials = 5 })).Should().Equal(Texts(Of("lwf", new() { Trials = 9 })).Take(5));
        Texts(Of("lwf", new() { Trials = 9, Seed = 2 })).Skip(1).Should().NotIntersectWith(Texts(Of("lwf", new() { Trials = 9 })));
    }

    [Fact]
    public void A_grid_is_the_finest_that_the_budget_allows()
    {
        IReadOnlyList<TuningTrialSettings> one = Of("ewc", new() { Trials = 8, Method = TuningMethod.Grid }),
            two = Of("lwf", new() { Trials = 8, Method = TuningMethod.Grid });
        one.Skip(1).Select(t => Number(t, "lambda")).Should().Equal(1, 10, 100, 1000, 10_000, 100_000, 1_000_000);
        two.Should().HaveCount(7, "the defaults and three by two values");
        two.Skip(1).Select(t => t.Options["lambda"]).Distinct().Should().HaveCount(3);
        two.Skip(1).Select(t => t.Options["temperature"]).Distinct().Should().HaveCount(2);
    }

    [Fact]
    public void Of_few_values_each_is_tried_once()
    {
        foreach (TuningMethod method in Enum.GetValues<TuningMethod>())
            Of("replay", new() { Trials = 50, Method = method }).Skip(1).Select(t => t.Options["mode"]).Should()
                .BeEquivalentTo(["balanced", "separate"], "concat is the default");
    }

    /// <summary>The values that version 0.1.0 drew when these options were named <c>weight</c> and <c>mix</c>.</summary>
    [Theory]
    [InlineData("lwf", "lambda", "1.941", "0.4322", "5.778", "6.603")]
    [InlineData("orthogonality", "lambda", "0.01605", "0.08162", "0.1234", "0.04001")]
    [InlineData("replay", "mode", "separate", "balanced")]
    public void A_renamed_option_draws_the_same_values(string strategy, string option, params string[] drawn) =>
        Of(strategy, new() { Trials = 5 }).Skip(1).Select(t => t.Options[option]).Should().Equal(drawn);

    [Theory]
    [InlineData("random"), InlineData("Grid")]
    public void A_method_is_chosen_by_name(string name) =>
        TuningMethods.Parse("compare.tuneby", name).ToString().Should().BeEquivalentTo(name);

    [Fact]
    public void An_unknown_method_is_refused_with_those_that_there_are() =>
        FluentActions.Invoking(() => new CompareSettings { TuneBy = "best" }.Validate()).Should().Throw<CompositionException>()
            .WithMessage("compare.tuneby is 'best'; allowed: random, grid");

    [Fact]
    public void What_somebody_has_set_is_not_searched()
    {
        var request = new StrategySpec("lwf", [new("temperature", "3", OptionOrigin.CommandLine)]);
        TuningTrialList.Of(Composer, request, new()).Skip(1).Should().OnlyContain(t => t.Options.Keys.Single() == "lambda");
    }

    [Fact]
    public void Parts_and_sums_have_the_ranges_of_their_options()
    {
        Of("kif-lora", new())[1].Options.Keys.Should().BeEquivalentTo("accumulation", "fuse.temperature", "orthogonality");
        Of("kif", new())[1].Options.Keys.Should().NotContain("orthogonality", "that term is switched off there");
        Of("seq-lora+ewc", new())[1].Options.Keys.Should().Equal("ewc.lambda");
    }

    [Fact]
    public void A_strategy_without_ranges_has_one_trial_unless_learning_rates_are_searched()
    {
        Of("seq-lora", new() { Trials = 6 }).Should().ContainSingle();
        IReadOnlyList<TuningTrialSettings> rates = Of("seq-lora", new() { Trials = 6, LearningRate = new(1e-5, 1e-2) { Logarithmic = true } });
        rates.Should().HaveCount(6);
        rates.Skip(1).Should().OnlyContain(t => t.Options.Count == 0 && t.LearningRate >= 1e-5 && t.LearningRate <= 1e-2);
        rates[0].LearningRate.Should().BeNull();
    }

    [Fact]
    public void Every_declared_range_fits_its_option()
    {
        KifCatalog catalog = KifServices.BuiltIn();
        int ranges = 0;
        foreach (string name in catalog.Strategies.Select(s => s.Name))
            foreach (OptionValue option in Composer.Choose(name).Spec.Options.Where(o => o.Range is not null))
                foreach (double share in new[] { 0, 0.5, 1 })
                {
                    ranges++;
                    Composer.Invoking(c => c.Choose(name, [new(option.Path, option.Range!.At(share))])).Should().NotThrow("{0}.{1}", name, option.Path);
                }
        ranges.Should().BeGreaterThan(30);
    }

    [Fact]
    public void Ranges_that_are_none_are_refused()
    {
        FluentActions.Invoking(() => new SearchRangeAttribute(2, 1).At(0)).Should().Throw<InvalidOperationException>().WithMessage("*from 2 to 1*");
        FluentActions.Invoking(() => new SearchRangeAttribute(0, 1) { Logarithmic = true }.At(0)).Should().Throw<InvalidOperationException>()
            .WithMessage("*logarithmic*0*");
        new SearchRangeAttribute(1, 9) { Whole = true }.At(0.3).Should().Be("3");
    }

    private static IReadOnlyList<TuningTrialSettings> Of(string strategy, TuningOptions options) => TuningTrialList.Of(Composer, new(strategy, []), options);

    private static double Number(TuningTrialSettings trial, string path) => double.Parse(trial.Options[path], CultureInfo.InvariantCulture);

    private static IEnumerable<string> Texts(IEnumerable<TuningTrialSettings> trials) => trials.Select(t => string.Join(' ', t.Options.OrderBy(o => o.Key)));
}
