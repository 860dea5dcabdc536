namespace Kif.Tests.Statistics;

public class ComparisonStatisticsTests
{
    /// <summary>Nine pairs: kif is always better than seq-lora, noise is about as good.</summary>
    private static readonly ComparisonResult Nine = Grid.OfScores(
        from order in new[] { 1, 2, 3 }
        from seed in new[] { 1, 2, 3 }
        from strategy in new[] { "kif", "noise", "seq-lora" }
        select (strategy, order, (long)seed,
        40 + 2 * order + seed + strategy switch { "kif" => 10 + seed, "noise" => (order + seed) % 2 == 0 ? 1 : -1, _ => 0 }));

    [Fact]
    public void A_result_computes_its_statistics_once_and_anew_for_another_baseline_or_metric()
    {
        ComparisonResult result = Nine;
        ComparisonStatistics statistics = result.Statistics;

        result.Statistics.Should().BeSameAs(statistics);
        (result with { Baseline = "noise" }).Statistics.Baseline.Should().Be("noise");
        (result with { Metric = new ExactMatch() }).Statistics.Should().NotBeSameAs(statistics);
        (result == result with { }).Should().BeTrue("computed statistics make no difference");
        FluentActions.Invoking(() => (result with { Baseline = "nois" }).Statistics).Should().Throw<CompositionException>();
    }

    [Fact]
    public void Pairs_are_order_and_seed_and_the_sequential_strategy_is_the_baseline()
    {
        var statistics = ComparisonStatistics.Of(Nine);
        (statistics.Baseline, statistics.Comparable).Should().Be(("seq-lora", true));
        statistics.Differences.Select(d => (d.Strategy, d.Metric, d.Pairs)).Should()
            .Equal(("kif", "ap", 9), ("noise", "ap", 9), ("kif", "forgetting", 9), ("noise", "forgetting", 9));
        PairedDifference kif = statistics.Differences[0], noise = statistics.Differences[1];
        (kif.Difference.Mean, kif.PValue, kif.AdjustedPValue, kif.Superiority, kif.SmallestPValue).Should().Be((12, 2 / 512.0, 8 / 512.0, 1, 2 / 512.0));
        kif.Difference.StandardDeviation.Should().BeApproximately(Math.Sqrt(6 / 8.0), 1e-12);
        kif.EffectSize.Should().BeApproximately(12 / Math.Sqrt(6 / 8.0), 1e-9);
        (noise.Superiority, noise.AdjustedPValue).Should().Be((5 / 9.0, 1));
        statistics.Ranking.Select(s => s.Strategy).Should().StartWith("kif");
        statistics.Get("kif").Should()
            .Match<StrategyStatistics>(s => s.Runs == 9 && s.SeedCount == 3 && s.OrderCount == 3 && s.Metrics.Count == RunMetrics.All.Count);
    }

    [Fact]
    public void Sentences_say_what_is_shown_and_no_more()
    {
        var statistics = ComparisonStatistics.Of(Nine);
        statistics.Sentence("kif").Should()
            .Be("kif is 12.0 points of AP above seq-lora (95 % interval 11.3 to 12.7, 9 pairs, p = 0.02 after Holm's adjustment).");
        statistics.Sentence("noise").Should()
            .StartWith("noise is 0.1 points of AP above seq-lora on average, but no difference is shown (95 % interval ").And.EndWith(
                "p = 1.00 after Holm's adjustment).");
        statistics.Sentence("seq-lora").Should().StartWith("seq-lora is the baseline: AP 46.0 % (95 % interval ");
        statistics.Invoking(s => s.Sentence("kiff")).Should().Throw<CompositionException>().WithMessage("*kif*");
    }

    [Fact]
    public void Three_pairs_are_said_to_be_too_few_to_show_anything()
    {
        var statistics = ComparisonStatistics.Of(Only(r => r.Order == "order-1" && r.Strategy != "noise"));
        statistics.Differences[0].PValue.Should().Be(0.25);
        statistics.Sentence("kif").Should().Contain("3 pairs could not show one, however large: the smallest p among 2 comparisons is 0.50");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Below_three_seeds_nothing_is_ranked_and_no_p_is_shown(int seeds)
    {
        var statistics = ComparisonStatistics.Of(Only(r => r.Seed <= seeds));
        statistics.WhyNotComparable.Should()
            .Be(seeds == 1 ? "not comparable: 1 seed, at least 3 are needed (or 6 orders)"
                : "not comparable: 2 seeds, at least 3 are needed (or 6 orders)");
        (statistics.Comparable, statistics.Ranking.Count).Should().Be((false, 0));
        statistics.Differences.Should().OnlyContain(d => double.IsNaN(d.PValue) && double.IsNaN(d.AdjustedPValue));
        statistics.Sentence("kif").Should().Be($"kif: {statistics.WhyNotComparable}.");
    }

    [Fact]
    public void A_strategy_that_failed_with_a_seed_is_left_out_of_the_ranking_and_the_others_stay()
    {
        var statistics = ComparisonStatistics.Of(Only(r => r.Strategy != "noise" || r.Seed != 2));
        statistics.Comparable.Should().BeTrue();
        statistics.Ranking.Select(s => s.Strategy).Should().Equal("kif", "seq-lora");
        statistics.Differences.Where(d => d.Strategy == "noise").Should().OnlyContain(d => d.Pairs == 6 && double.IsNaN(d.PValue));
        statistics.Differences.Where(d => d.Strategy == "kif" && d.Metric == "ap").Should()
            .OnlyContain(d => d.AdjustedPValue == 2 * d.PValue, "nothing else was asked but forgetting");
    }

    [Fact]
    public void The_baseline_is_the_one_that_is_named()
    {
        ComparisonStatistics.Of(Nine with { Baseline = "noise" }).Baseline.Should().Be("noise");
        ComparisonStatistics.Of(Nine with { Baseline = "noise" }, new() { Baseline = "kif" }).Baseline.Should().Be("kif");
        ComparisonStatistics.Of(Only(r => r.Strategy != "seq-lora")).Baseline.Should().Be("kif");
        FluentActions.Invoking(() => ComparisonStatistics.Of(Nine, new() { Baseline = "nois" })).Should().Throw<CompositionException>()
            .WithMessage("*'nois'*noise*");
        ComparisonStatistics.Of(new([])).WhyNotComparable.Should().Be("not comparable: no run is done");
    }

    [Fact]
    public void Options_out_of_range_are_refused() =>
        FluentActions.Invoking(() => ComparisonStatistics.Of(Nine, new() { Resamples = 5 })).Should()
        .Throw<System.ComponentModel.DataAnnotations.ValidationException>().WithMessage("*Resamples*");

    private static ComparisonResult Only(Func<StrategyRun, bool> keep) => new([.. Nine.Runs.Where(keep)]);
}
