namespace Kif.Tests.Statistics;

/// <summary>What tests that count orders must do whatever the numbers.</summary>
public class OrderStatisticsTests
{
    private static readonly double[][] Some = [[1, 2.5, 0.5], [3, 5.5], [2], [-1, 0.25, 1.5, 0.75]];

    [Fact]
    public void The_other_side_as_the_baseline_changes_signs_only()
    {
        (OrderStatistics some, OrderStatistics other) = (Of(Some), Of(Each(Some, d => -d)));
        other.PValue.Should().Be(some.PValue);
        foreach ((StudentTest a, StudentTest b) in Tests(some).Zip(Tests(other)))
        {
            b.Estimate.Should().BeApproximately(-a.Estimate, 1e-12);
            b.StandardError.Should().BeApproximately(a.StandardError, 1e-9);
            b.PValue.Should().BeApproximately(a.PValue, 1e-9);
            b.Interval.Low.Should().BeApproximately(-a.Interval.High, 1e-8);
        }
    }

    [Fact]
    public void Another_unit_scales_the_estimates_and_keeps_the_tests()
    {
        (OrderStatistics some, OrderStatistics scaled) = (Of(Some), Of(Each(Some, d => 100 * d)));
        scaled.PValue.Should().Be(some.PValue);
        foreach ((StudentTest a, StudentTest b) in Tests(some).Zip(Tests(scaled)))
        {
            b.Estimate.Should().BeApproximately(100 * a.Estimate, 1e-8);
            b.T.Should().BeApproximately(a.T, 1e-6);
        }
    }

    [Fact]
    public void A_constant_in_all_runs_changes_no_error()
    {
        foreach ((StudentTest a, StudentTest b) in Tests(Of(Some)).Zip(Tests(Of(Each(Some, d => d + 7)))))
        {
            b.StandardError.Should().BeApproximately(a.StandardError, 1e-9);
            b.DegreesOfFreedom.Should().BeApproximately(a.DegreesOfFreedom, 1e-9);
        }
    }

    [Fact]
    public void Every_run_twice_says_no_more_about_orders()
    {
        double[][] twice = [.. Some.Select(o => o.Concat(o).ToArray())];
        (OrderStatistics some, OrderStatistics copied) = (Of(Some), Of(twice));
        copied.PValue.Should().Be(some.PValue);
        copied.OfMeans.PValue.Should().BeApproximately(some.OfMeans.PValue, 1e-12);
        copied.Robust.Test.StandardError.Should().BeApproximately(some.Robust.Test.StandardError, 1e-12);
        copied.Robust.Test.DegreesOfFreedom.Should().BeApproximately(some.Robust.Test.DegreesOfFreedom, 1e-12);
        SignFlipTest.PValue([.. twice.SelectMany(o => o)], new()).Should()
            .BeLessThan(SignFlipTest.PValue([.. Some.SelectMany(o => o)], new()) / 2, "runs taken for independent look like twice the evidence");
    }

    [Fact]
    public void Orders_of_one_run_each_are_runs()
    {
        double[][] single = [[1], [3], [-0.5], [2]];
        OrderStatistics own = Of(single);
        own.PValue.Should().Be(SignFlipTest.PValue([1, 3, -0.5, 2], new()));
        own.Robust.Test.PValue.Should().BeApproximately(own.OfMeans.PValue, 1e-12);
        double.IsNaN(own.Mixed.Criterion).Should().BeTrue();
        own.OrdersMatter.Should().BeFalse();
    }

    [Fact]
    public void Equal_numbers_of_runs_make_cluster_robust_and_order_means_the_same()
    {
        OrderStatistics own = Of([[1, 2], [3, 5.5], [2, 0]]);
        own.Robust.Test.Estimate.Should().BeApproximately(own.OfMeans.Estimate, 1e-12);
        own.Robust.Test.StandardError.Should().BeApproximately(own.OfMeans.StandardError, 1e-12);
        own.Robust.Test.DegreesOfFreedom.Should().BeApproximately(2, 1e-12);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.5)]
    public void Without_a_difference_orders_are_seldom_taken_for_one_where_runs_often_are(double effect)
    {
        var random = new RandomStream(3);
        int byRun = 0, byOrder = 0, trials = 600;
        for (int trial = 0; trial < trials; trial++)
        {
            double[][] orders = [.. Enumerable.Range(0, 3).Select(_ =>
            {
                double shared = effect * random.NextNormal();
                return Enumerable.Range(0, 3).Select(_ => shared + random.NextNormal()).ToArray();
            })];
            if (SignFlipTest.PValue([.. orders.SelectMany(o => o)], new()) <= 0.05) byRun++;
            OrderStatistics own = Of(orders);
            own.PValue.Should().BeGreaterThanOrEqualTo(0.25, "three orders can give no less");
            if (own.Robust.Test.PValue <= 0.05) byOrder++;
        }
        (byOrder / (double)trials).Should().BeLessThan(0.08);
        (byRun / (double)trials).Should().BeGreaterThan(effect > 1 ? 0.15 : 0.055);
    }

    [Fact]
    public void The_least_difference_that_would_be_shown_is_shown_four_times_in_five()
    {
        var random = new RandomStream(9);
        double least = StudentTest.Of(0, 1 / Math.Sqrt(6), 5, 0.95).Detectable(0.05, 0.8);
        int shown = Enumerable.Range(0, 2000).Count(_ =>
        {
            double[] means = [.. Enumerable.Range(0, 6).Select(_ => least + random.NextNormal())];
            return StudentTest.Of(means.Average(), SampleMoments.Deviation(means) / Math.Sqrt(6), 5, 0.95).PValue <= 0.05;
        });
        (shown / 2000.0).Should().BeInRange(0.74, 0.86);
    }

    private static IEnumerable<StudentTest> Tests(OrderStatistics own) => [own.OfMeans, own.Robust.Test, own.Mixed.Test];

    private static double[][] Each(double[][] orders, Func<double, double> change) => [.. orders.Select(o => o.Select(change).ToArray())];

    private static OrderStatistics Of(double[][] orders) =>
        OrderStatistics.Of(OrderedDifferences.Of(orders.SelectMany((o, i) => o.Select(d => ($"order-{i}", d)))), new());
}
