using Kif.Tests.Statistics;

namespace Kif.Pipeline.Tests.Studies;

/// <summary>Whether a ranking carries over is told with an interval over orders.</summary>
public sealed class RankAgreementTests
{
    /// <summary>Three arms over four orders.</summary>
    private static readonly double[][] Clear = [[10, 11, 10, 12], [20, 22, 21, 20], [30, 33, 31, 30]];

    [Fact]
    public void Equal_rankings_agree_whatever_their_scores_and_reversed_ones_disagree()
    {
        double[][] other = [.. Clear.Select(arm => arm.Select(v => v / 2).ToArray())], reversed = [.. Clear.Reverse()];
        RankAgreement.OverPairs([Clear, other]).Should().Be((1, 1, 1));
        RankAgreement.OverPairs([Clear, reversed]).Should().Be((-1, -1, -1));
        // Pairs: 1, −1 and −1.
        RankAgreement.OverPairs([Clear, other, reversed]).Mean.Should().BeApproximately(-1 / 3.0, 1e-12);
    }

    [Fact]
    public void Where_orders_disagree_the_interval_is_wide_and_below_three_orders_there_is_none()
    {
        double[][] mixed = [[10, 30, 10, 31], [20, 20, 21, 20], [30, 10, 31, 11]];
        (double mean, double low, double high) = RankAgreement.OverPairs([Clear, mixed]);
        mean.Should().BeInRange(-1, 1);
        (low, high).Should().Be((-1, 1), "draws of the first and third order agree, draws of the others reverse the ranking");
        RankAgreement.OverPairs([.. new[] { Clear, mixed }.Select(s => s.Select(arm => arm[..2]).ToArray())]).Low.Should().Be(double.NaN);
    }

    [Fact]
    public void Tables_have_places_and_correlations_by_stream()
    {
        var study = new Study("s", "Is it?", "No.")
            { Arms = [new("plain", "seq-lora"), new("better", "kif-lora")], Baseline = "plain", Streams = [new("one", []), new("two", [])] };
        ComparisonResult Result(int sign) => Grid.OfScores(from order in Enumerable.Range(1, 3)
                                                           from arm in study.Arms
                                                           select (arm.Name, order, 1L, 50 + sign * (arm.Name == "plain" ? 0 : 4)));
        var context = new StudyContext(study, new(KifServices.BuiltIn()), StudySize.Small, default)
            { Results = [(study.Streams[0], Result(1)), (study.Streams[1], Result(-1))] };

        IReadOnlyList<StudyTable> tables = RankAgreement.Tables(context);

        tables[0].Rows.Select(r => string.Join('|', r)).Should().Equal("plain|50.0 (2)|50.0 (1)", "better|54.0 (1)|46.0 (2)");
        tables[1].Rows.Select(r => string.Join('|', r)).Should().Equal("one|1.00|-1.00", "two|-1.00|1.00");
        string.Join(' ', tables[1].Notes).Should().Contain("is -1.00 (95 % interval -1.00 to -1.00");
    }
}
