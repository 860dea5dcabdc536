namespace Kif.Strategies.Tests.Scoring;

/// <summary>algorithms.md 14.3.</summary>
public sealed class ScoreMathTests
{
    internal static readonly double[] Current = [9, 2, 7, 1, 0.5, 3, 2.5, 1.5, 4, 3.5];
    internal static readonly double[] Accumulated = [6, 1, 0.5, 5.5, 2, 1.5, 3, 2.5, 0.8, 1.2];

    [Fact]
    public void Normalization_is_min_max_over_all_units() => ScoreMath.Normalize(Current).Should().BeEquivalentTo(
        new[] { 1, 0.176470588235, 0.764705882353, 0.0588235294118, 0, 0.294117647059, 0.235294117647, 0.117647058824, 0.411764705882, 0.352941176471 },
        o => o.WithStrictOrdering().Using<double>(c => c.Subject.Should().BeApproximately(c.Expectation, 1e-11)).WhenTypeIs<double>());

    [Fact]
    public void The_percentile_interpolates_linearly()
    {
        ScoreMath.Quantile(Current, 0.8).Should().BeApproximately(4.6, 1e-12);
        ScoreMath.Quantile(Accumulated, 0.8).Should().BeApproximately(3.5, 1e-12);
        ScoreMath.Quantile(ScoreMath.Normalize(Current), 0.8).Should().BeApproximately(0.482352941176, 1e-11);
    }

    [Fact]
    public void Accumulation_weighs_the_old_scores_with_0_7_and_normalizes_again()
    {
        var scale = new ScoreScale(
            ScoreNormalization.MinMax, new MatrixUnits().Decompose(LoraSpace.Of(2, [.. Enumerable.Range(0, 5).Select(i => ($"m{i}", 3, 3))])));
        double[] c = scale.Accumulate(scale.Of(Current), scale.Of(Accumulated), 0.7);
        double[] wanted = [1, 0, 0.127723970944, 0.608353510896, 0.0841404358354, 0.111985472155, 0.308111380145, 0.19612590799, 0.0510895883777,
            0.0887409200969];
        for (int i = 0; i < c.Length; i++) c[i].Should().BeApproximately(wanted[i], 1e-11);
    }

    [Theory]
    [InlineData(10, 2)]
    [InlineData(288, 58)]
    [InlineData(1152, 231)]
    public void Strictly_above_the_80th_percentile_lie_the_numbers_of_the_spec(int units, int important)
    {
        double[] scores = [.. Enumerable.Range(0, units).Select(i => (double)i)];
        double threshold = ScoreMath.Quantile(scores, 0.8);
        scores.Count(s => s > threshold).Should().Be(important);
    }

    [Fact]
    public void Equal_scores_normalize_to_zeros_and_never_to_NaN()
    {
        ScoreMath.Normalize([0.3, 0.3, 0.3]).Should().Equal(0, 0, 0);
        ScoreMath.Normalize([double.NaN, 1, 2]).Should().Equal(0, 0, 0);
        ScoreMath.Normalize([5]).Should().Equal(0);
    }
}
