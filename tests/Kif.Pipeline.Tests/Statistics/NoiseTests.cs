namespace Kif.Tests.Statistics;

public class NoiseTests
{
    [Fact]
    public void The_test_sets_noise_is_the_binomial_error_of_its_examples()
    {
        NoiseComponents noise = ComparisonStatistics.Of(Grid.OfScores([("x", 1, 1, 30), ("x", 1, 2, 30), ("x", 1, 3, 30)])).Noise[0];
        noise.TestSet.Should().BeApproximately(100 * Math.Sqrt(0.3 * 0.7 / 99 / 2), 1e-9);
        (noise.Seeds, noise.Total).Should().Be((0, noise.TestSet));
        noise.Orders.Should().Be(double.NaN);
    }

    [Theory]
    [InlineData(6, 0, 4)]
    [InlineData(0, 5, 4)]
    [InlineData(4, 4, 0)]
    public void Simulated_noise_is_found_again(double seeds, double orders, double interaction)
    {
        var random = new RandomStream(9);
        NoiseComponents[] found = [.. Enumerable.Range(0, 40)
            .Select(_ => ComparisonStatistics.Of(Simulated(random, seeds, orders, interaction), new() { Resamples = 100 }).Noise[0])];
        double Found(Func<NoiseComponents, double> part) => Math.Sqrt(found.Average(n => part(n) * part(n)));
        Found(n => n.Seeds).Should().BeApproximately(seeds, 1.2);
        Found(n => n.Orders).Should().BeApproximately(orders, 2, "three orders tell little, and an estimate is never below 0");
        found.Should().OnlyContain(n => Math.Abs(n.Total * n.Total - n.Seeds * n.Seeds - n.Orders * n.Orders - n.TestSet * n.TestSet) < 1e-9);
    }

    [Fact]
    public void Scores_that_are_no_means_over_examples_have_no_test_set_noise()
    {
        ComparisonResult result = Grid.OfScores([("x", 1, 1, 30), ("x", 1, 2, 40), ("x", 1, 3, 50)]);
        NoiseComponents noise = ComparisonStatistics.Of(result, new() { Metric = new JointGoalAccuracy() }).Noise[0];
        noise.TestSet.Should().Be(double.NaN);
        noise.Seeds.Should().BeApproximately(10, 1e-9, "the spread of runs is all that is known");
        result.Runs[0].Matrix[1, 0] = 31;
        ComparisonStatistics.Of(result, new() { Metric = new ExactMatch() }).Noise[0].TestSet.Should().Be(double.NaN, "these answers do not give that score");
    }

    /// <summary>
    /// Three orders with eight seeds. Each example has a difficulty of its own; a seed and an order shift all, and their own coin decides single examples.
    /// </summary>
    private static ComparisonResult Simulated(RandomStream random, double seeds, double orders, double interaction)
    {
        double[] difficulty = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())];
        return Grid.Of(
        [
            .. from order in Enumerable.Range(1, 3)
               let shiftOfOrder = orders * random.NextNormal()
               from seed in Enumerable.Range(1, 8)
               let shift = (shiftOfOrder + seeds * random.NextNormal()) / 100
               let right = Enumerable.Range(0, 2).Select(t => Enumerable.Range(0, 200)
                   .Select(e => difficulty[(order % 2 == 1 ? t : 1 - t) * 200 + e] + interaction * 0.05 * random.NextNormal() < 0.5 + shift).ToArray())
                       .ToArray()
               select ("x", order, (long)seed, right),
        ]);
    }
}
