namespace Kif.Pipeline.Tests.Studies;

/// <summary>Judging an arm's scores where it is known which units matter.</summary>
public sealed class PlantedUnitsTests
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());

    [Fact]
    public void Scores_of_sensitivity_tell_units_that_matter_and_random_ones_do_not()
    {
        Area(new("published", "kif-lora")).Should().BeGreaterThan(0.9);
        Area(new("random", "kif-lora", "estimate=random")).Should().BeInRange(0.3, 0.7);
    }

    [Fact]
    public void A_scale_that_keeps_the_order_of_scores_changes_nothing()
    {
        // The first task's scores were put on a scale before they were accumulated; with two tasks their order is what it was.
        Area(new("rank", "kif-lora", "normalization=Rank")).Should().BeApproximately(Area(new("minmax", "kif-lora", "normalization=MinMax")), 1e-9);
    }

    [Fact]
    public void Arms_without_scores_are_left_out()
    {
        var study = new Study("s", "Is it?", "No.")
            { Arms = [new("plain", "seq-lora"), new("joint", "joint"), new("kif", "kif-lora")], Baseline = "plain", Streams = [] };
        PlantedUnits.Table(new(study, Composer, StudySize.Small, TestContext.Current.CancellationToken)).Single().Rows.Should().ContainSingle()
            .Which[0].Should().Be("kif");
    }

    private static double Area(StudyArm arm) =>
        PlantedUnits.AreaUnderCurve(Composer, arm, StudySize.Small, [1], TestContext.Current.CancellationToken).Single();
}
