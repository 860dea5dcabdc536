namespace Kif.Strategies.Tests.Scoring;

/// <summary>The scales of unit scores.</summary>
public sealed class ScoreScaleTests
{
    /// <summary>Six units: ranks 0 and 1 of two modules of one kind, then of one of another.</summary>
    private static readonly SkillUnits Units = new RankUnits().Decompose(LoraSpace.Of(2, ("layers.0.q", 3, 4), ("layers.1.q", 3, 4), ("layers.0.v", 3, 4)));

    private static readonly double[] Raw = [1e-9, 4e-9, 2e-3, 1e-3, 5, 0];

    public static TheoryData<ScoreNormalization> All => [.. Enum.GetValues<ScoreNormalization>()];

    [Fact]
    public void Few_large_scores_leave_the_others_near_zero_by_min_max_only()
    {
        Near(Scale(ScoreNormalization.MinMax).Of(Raw), [2e-10, 8e-10, 4e-4, 2e-4, 1, 0]);
        Near(Scale(ScoreNormalization.Rank).Of(Raw), [0.2, 0.4, 0.8, 0.6, 1, 0]);
        Near(Scale(ScoreNormalization.Module).Of(Raw), [0, 1, 1, 0, 1, 0]);
        Near(Scale(ScoreNormalization.Kind).Of(Raw), [0, 3e-9 / (2e-3 - 1e-9), 1, (1e-3 - 1e-9) / (2e-3 - 1e-9), 1, 0]);
        double[] logarithms = Scale(ScoreNormalization.Log).Of(Raw);
        logarithms[5].Should().Be(logarithms[0], "a score of 0 counts as the least one above it").And.Be(0);
        logarithms[2].Should().BeApproximately(Math.Log(2e-3 / 1e-9) / Math.Log(5 / 1e-9), 1e-12);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Scores_lie_between_0_and_1_in_the_same_order_within_a_module(ScoreNormalization how)
    {
        double[] scaled = Scale(how).Of(Raw);
        scaled.Should().OnlyContain(s => s >= 0 && s <= 1);
        for (int i = 0; i < Raw.Length; i += 2) Math.Sign(scaled[i + 1] - scaled[i]).Should().BeOneOf(Math.Sign(Raw[i + 1] - Raw[i]), 0);
        Scale(how).Of([.. Raw.Select(s => 1000 * s)]).Zip(scaled).Should()
            .OnlyContain(p => Math.Abs(p.First - p.Second) < 1e-9, "the unit of a score says nothing");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_score_on_the_scale_stays_where_it_is(ScoreNormalization how)
    {
        double[] scaled = Scale(how).Of(Raw);
        Near(Scale(how).Again(scaled), scaled);
        Near(Scale(how).Accumulate(scaled, scaled, 0.7), scaled);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Equal_scores_and_those_that_are_not_finite_are_all_zero(ScoreNormalization how)
    {
        Scale(how).Of([3, 3, 3, 3, 3, 3]).Should().OnlyContain(s => s == 0);
        Scale(how).Of([double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN]).Should().OnlyContain(s => s == 0);
        Scale(how).Of([0, 0, 0, 0, 0, 0]).Should().OnlyContain(s => s == 0);
    }

    [Fact]
    public void Equal_ranks_are_shared() => Near(Scale(ScoreNormalization.Rank).Of([2, 1, 2, 2, 9, 0]), [0.6, 0.2, 0.6, 0.6, 1, 0]);

    private static ScoreScale Scale(ScoreNormalization how) => new(how, Units);

    private static void Near(double[] seen, double[] wanted)
    {
        seen.Should().HaveSameCount(wanted);
        for (int i = 0; i < seen.Length; i++) seen[i].Should().BeApproximately(wanted[i], 1e-12, "unit {0}", i);
    }
}
