namespace Kif.Tests.Randomness;

public class RandomStreamTests
{
    // xoshiro256** after SplitMix64, computed by an independent program.
    [Theory]
    [InlineData(0UL, 0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0)]
    [InlineData(42UL, 0x15780b2e0c2ec716, 0x6104d9866d113a7e, 0xae17533239e499a1)]
    [InlineData(ulong.MaxValue, 0x8f5520d52a7ead08, 0xc476a018caa1802d, 0x81de31c0d260469e)]
    public void The_first_numbers_of_a_seed_are_known(ulong seed, ulong first, ulong second, ulong third)
    {
        var random = new RandomStream(seed);
        new[] { random.NextUInt64(), random.NextUInt64(), random.NextUInt64() }.Should().Equal(first, second, third);
    }

    [Fact]
    public void The_first_numbers_of_sub_streams_are_known()
    {
        new RandomStream(42).Derive("init").NextUInt64().Should().Be(0x0d668411b1221468);
        new RandomStream(42).Derive("order/é").NextUInt64().Should().Be(0xc7386862691d1d80);
    }

    [Fact]
    public void The_first_derived_values_are_known()
    {
        new RandomStream(42).NextDouble().Should().Be(0.08386297105988216);
        new RandomStream(42).Permutation(8).Should().Equal(7, 2, 4, 0, 3, 5, 1, 6);
    }

    [Fact]
    public void A_sub_stream_does_not_depend_on_what_was_drawn()
    {
        RandomStream fresh = new(1), used = new(1);
        for (int i = 0; i < 10; i++) used.NextUInt64();
        used.Derive("a").NextUInt64().Should().Be(fresh.Derive("a").NextUInt64());
        fresh.NextUInt64().Should().Be(new RandomStream(1).NextUInt64(), "deriving draws nothing");
    }

    [Fact]
    public void Sub_streams_differ_by_name_seed_and_depth()
    {
        ulong[] first = [.. from seed in Enumerable.Range(0, 20) from name in new[] { "", "a", "b", "ab" } select new RandomStream((ulong)seed).Derive(name)
            .NextUInt64()];
        first.Append(new RandomStream(0).Derive("a").Derive("b").NextUInt64()).Append(new RandomStream(0).NextUInt64()).Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Integers_are_uniform(int bound)
    {
        var random = new RandomStream(3);
        int[] counts = new int[bound];
        for (int i = 0; i < 1000 * bound; i++) counts[random.Next(bound)]++;
        // Chi-square with bound − 1 degrees of freedom; six standard deviations.
        counts.Sum(c => (c - 1000.0) * (c - 1000.0) / 1000).Should().BeLessThan(bound - 1 + 6 * Math.Sqrt(2 * (bound - 1)));
    }

    [Fact]
    public void Large_bounds_have_no_bias_towards_small_numbers()
    {
        // Taking 32 bits modulo 3·2^29 would make the lowest third twice as likely as the others.
        var random = new RandomStream(4);
        int[] thirds = new int[3];
        for (int i = 0; i < 30000; i++) thirds[random.Next(3 << 29) >> 29]++;
        thirds.Should().OnlyContain(c => Math.Abs(c - 10000) < 500);
        random.Next(1).Should().Be(0);
    }

    [Fact]
    public void Doubles_lie_in_their_interval_with_the_moments_of_the_uniform_distribution()
    {
        var random = new RandomStream(5);
        double[] draws = [.. Enumerable.Range(0, 20000).Select(_ => random.NextDouble(-2, 6))];
        draws.Should().OnlyContain(d => d >= -2 && d < 6);
        draws.Average().Should().BeApproximately(2, 0.1);
        draws.Average(d => (d - 2) * (d - 2)).Should().BeApproximately(64 / 12.0, 0.15);
    }

    [Fact]
    public void Normal_numbers_have_mean_0_variance_1_and_thin_tails()
    {
        var random = new RandomStream(6);
        double[] draws = [.. Enumerable.Range(0, 40000).Select(_ => random.NextNormal())];
        draws.Average().Should().BeApproximately(0, 0.03);
        draws.Average(d => d * d).Should().BeApproximately(1, 0.04);
        draws.Average(d => d * d * d * d).Should().BeApproximately(3, 0.25);
        draws.Zip(draws.Skip(1), (a, b) => a * b).Average().Should().BeApproximately(0, 0.03, "the two numbers of a pair are independent");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(257)]
    public void A_permutation_has_every_index_once(int count) => new RandomStream(7).Permutation(count).Order().Should().Equal(Enumerable.Range(0, count));

    [Fact]
    public void All_permutations_are_equally_likely()
    {
        var random = new RandomStream(8);
        var counts = Enumerable.Range(0, 12000).CountBy(_ => string.Concat(random.Permutation(4))).ToDictionary();
        counts.Should().HaveCount(24);
        counts.Values.Sum(c => (c - 500.0) * (c - 500.0) / 500).Should().BeLessThan(23 + 6 * Math.Sqrt(46));
    }

    [Theory]
    [InlineData(8, "16C72E0C2E0B7815")]
    [InlineData(11, "16C72E0C2E0B78157E3A11")]
    [InlineData(0, "")]
    public void Bytes_are_those_of_the_numbers_in_order(int count, string hex)
    {
        byte[] bytes = new byte[count];
        new RandomStream(42).Fill(bytes);
        Convert.ToHexString(bytes).Should().Be(hex);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_bound_that_is_not_positive_is_refused(int bound) =>
        FluentActions.Invoking(() => new RandomStream(1).Next(bound)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("bound");
}
