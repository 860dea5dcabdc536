namespace Kif.Tests.Statistics;

public class StatisticsPropertyTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public void A_sign_flip_p_does_not_depend_on_which_side_is_the_baseline_or_on_the_order_of_pairs(int pairs)
    {
        double[] differences = Normal(pairs, 0.4, 1, 11);
        double p = SignFlipTest.PValue(differences, new());
        p.Should().BeInRange(Math.Pow(2, 1 - pairs), 1);
        SignFlipTest.PValue([.. differences.Select(d => -d)], new()).Should().Be(p);
        SignFlipTest.PValue([.. differences.Reverse()], new()).Should().Be(p);
        SignFlipTest.PValue([.. differences.Select(d => 1000 * d)], new()).Should().Be(p);
    }

    [Fact]
    public void Drawn_sign_patterns_come_near_to_all_of_them()
    {
        double[] twenty = Normal(20, 0.5, 1, 3);
        double exact = SignFlipTest.PValue(twenty, new()), drawn = SignFlipTest.PValue([.. twenty, 0.0], new() { SignPatterns = 200_000 });
        drawn.Should().BeApproximately(exact, 4 * Math.Sqrt(exact * (1 - exact) / 200_000), "a difference of 0 changes no sum");
        SignFlipTest.PValue([.. Enumerable.Repeat(1.0, 70)], new() { SignPatterns = 1000 }).Should().Be(1 / 1001.0, "the pattern seen always counts");
    }

    [Fact]
    public void Under_no_difference_p_is_below_a_level_no_more_often_than_the_level_says()
    {
        var random = new RandomStream(5);
        double[] ps = [.. Enumerable.Range(0, 2000).Select(_ => SignFlipTest.PValue([.. Enumerable.Range(0, 9).Select(_ => random.NextNormal())], new()))];
        foreach (double level in new[] { 0.05, 0.2, 0.5 })
            (ps.Count(p => p <= level) / 2000.0).Should().BeLessThan(level + 3 * Math.Sqrt(level * (1 - level) / 2000));
        (ps.Count(p => p <= 0.5) / 2000.0).Should().BeGreaterThan(0.4, "it is no needlessly careful test");
    }

    [Fact]
    public void Holms_adjustment_keeps_the_order_and_is_at_least_the_raw_value()
    {
        var random = new RandomStream(7);
        for (int trial = 0; trial < 200; trial++)
        {
            double[] raw = [.. Enumerable.Range(0, 1 + random.Next(12)).Select(_ => random.NextDouble())], adjusted = HolmAdjustment.Of(raw);
            adjusted.Zip(raw).Should().OnlyContain(p => p.First >= p.Second && p.First <= 1 && p.First <= raw.Length * p.Second + 1e-15);
            adjusted.Zip(raw).OrderBy(p => p.Second).Select(p => p.First).Should().BeInAscendingOrder();
            adjusted.Min().Should().Be(Math.Min(1, raw.Length * raw.Min()), "the smallest is adjusted as by Bonferroni");
        }
        double[] withUndefined = HolmAdjustment.Of([0.01, double.NaN, 0.02]);
        (withUndefined[0], withUndefined[2]).Should().Be((0.02, 0.02));
        withUndefined[1].Should().Be(double.NaN);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public void T_intervals_hold_the_true_mean_as_often_as_they_say(int count)
    {
        var random = new RandomStream(17);
        int held = Enumerable.Range(0, 4000).Count(_ =>
        {
            double[] values = [.. Enumerable.Range(0, count).Select(_ => 50 + 3 * random.NextNormal())];
            return SampleSummary.Of(values, new() { Resamples = 100 }).Student is { } i && i.Low <= 50 && 50 <= i.High;
        });
        (held / 4000.0).Should().BeApproximately(0.95, 4 * Math.Sqrt(0.95 * 0.05 / 4000));
    }

    [Theory]
    [InlineData(BootstrapForm.Percentile)]
    [InlineData(BootstrapForm.BiasCorrected)]
    [InlineData(BootstrapForm.Basic)]
    public void A_bootstrap_interval_is_the_same_every_time_and_moves_with_its_values(object chosen)
    {
        double[] values = Normal(12, 40, 5, 2);
        var form = (BootstrapForm)chosen;
        var options = new StatisticsOptions { Bootstrap = form };
        ConfidenceInterval first = SampleSummary.Of(values, options).Bootstrap, moved = SampleSummary.Of(values.Select(v => v + 10), options).Bootstrap;
        SampleSummary.Of(values, options).Bootstrap.Should().Be(first);
        SampleSummary.Of(values, new() { Bootstrap = form, Seed = 2 }).Bootstrap.Should().NotBe(first);
        (first.Low < SampleSummary.Of(values).Mean && SampleSummary.Of(values).Mean < first.High).Should().BeTrue();
        moved.Low.Should().BeApproximately(first.Low + 10, 1e-9);
        moved.High.Should().BeApproximately(first.High + 10, 1e-9);
    }

    [Fact]
    public void What_is_undefined_is_not_a_number()
    {
        SampleSummary none = SampleSummary.Of([]), one = SampleSummary.Of([3]), hole = SampleSummary.Of([3, double.NaN, 4]);
        (none.Count, one.Mean, one.StandardDeviation, one.Student, one.Bootstrap).Should()
            .Be((0, 3, double.NaN, ConfidenceInterval.Undefined, ConfidenceInterval.Undefined));
        new[] { none.Mean, none.StandardError, hole.Mean, hole.StandardDeviation, hole.Student.Low, hole.Bootstrap.High, SignFlipTest.PValue([], new()),
            SignFlipTest.PValue([1, double.NaN], new()) }
            .Should().OnlyContain(v => double.IsNaN(v));
        SampleSummary same = SampleSummary.Of([0.1, 0.1, 0.1]);
        (same.StandardDeviation, same.Bootstrap).Should().Be((0, new ConfidenceInterval(0.1, 0.1)));
    }

    private static double[] Normal(int count, double mean, double deviation, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(_ => mean + deviation * random.NextNormal())];
    }
}
