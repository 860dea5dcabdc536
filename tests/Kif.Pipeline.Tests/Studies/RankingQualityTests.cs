namespace Kif.Pipeline.Tests.Studies;

public sealed class RankingQualityTests
{
    [Theory]
    [InlineData(new[] { 3.0, 4, 1, 2 }, 1)]
    [InlineData(new[] { 1.0, 2, 3, 4 }, 0)]
    [InlineData(new[] { 2.0, 4, 1, 3 }, 0.75)]
    [InlineData(new[] { 5.0, 5, 5, 5 }, 0.5)]
    [InlineData(new[] { 2.0, 3, 2, 1 }, 0.875)]
    public void The_area_is_the_share_of_pairs_in_the_right_order(double[] scores, double area) =>
        RankingQuality.AreaUnderCurve(scores, [true, true, false, false]).Should().Be(area);
}
