using Kif.Strategies.Tests.Scoring;

namespace Kif.Strategies.Tests.Fusers;

public sealed class FuserTests
{
    private static readonly double[] P = ScoreMath.Normalize(ScoreMathTests.Current), Q = ScoreMath.Normalize(ScoreMathTests.Accumulated);

    /// <summary>algorithms.md 14.4.</summary>
    [Fact]
    public void Threshold_fusion_has_the_four_cases() =>
        ThresholdFuser.Coefficients(P, Q, 0.2, 0.7).Should().BeEquivalentTo(new[] { 0.3, 0.5, 1, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5 },
            o => o.WithStrictOrdering().Using<double>(c => c.Subject.Should().BeApproximately(c.Expectation, 1e-12)).WhenTypeIs<double>());

    /// <summary>algorithms.md 15.3.</summary>
    [Fact]
    public void Threshold_decisions_do_not_change_under_an_increasing_affine_map()
    {
        double[] stretched = [.. ScoreMathTests.Current.Select(s => 1e-9 * s + 4)];
        ThresholdFuser.Coefficients(stretched, ScoreMathTests.Accumulated, 0.2, 0.7).Should().Equal(ThresholdFuser.Coefficients(P, Q, 0.2, 0.7));
    }

    /// <summary>algorithms.md 14.5.</summary>
    [Fact]
    public void Adaptive_fusion_is_the_two_way_softmax()
    {
        double[] wanted = [0.5, 0.584735997217, 0.955161938499, 0.032262056314, 0.251447129305, 0.610448501289, 0.293798728588, 0.272107290923, 0.806726279886,
            0.711498658616];
        double[] c = AdaptiveFuser.Coefficients(P, Q, 0.25);
        for (int i = 0; i < c.Length; i++) c[i].Should().BeApproximately(wanted[i], 1e-11);
    }

    /// <summary>algorithms.md 15.9 and 5.4.</summary>
    [Fact]
    public void Equal_scores_average_everything()
    {
        double[] equal = new double[5];
        ThresholdFuser.Coefficients(equal, equal, 0.2, 0.7).Should().OnlyContain(c => c == 0.5);
        AdaptiveFuser.Coefficients(equal, equal, 0.25).Should().OnlyContain(c => c == 0.5);
    }
}
