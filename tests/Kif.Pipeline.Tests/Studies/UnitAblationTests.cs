namespace Kif.Pipeline.Tests.Studies;

/// <summary>Removing units one by one, and what scores have to do with it.</summary>
public sealed class UnitAblationTests
{
    private static readonly StudyComponents Parts = new(KifServices.BuiltIn());

    [Fact]
    public void Removing_a_unit_costs_loss_where_it_is_known_to_matter_and_nothing_elsewhere()
    {
        PlantedTask task = PlantedTask.Pair(1)[0];
        var panel = new AblationPanel(Parts.All<IImportanceEstimator>(), Parts.One<ISkillUnitDecomposer>("rank"), (200, int.MaxValue));
        StudyRun.Planted([task], StudySize.Small, 1)
            .Learn(new StrategyComposition([new("panel", panel)]), 1, TestContext.Current.CancellationToken).Dispose();

        AblatedTask found = panel.Found.Single();
        bool[] matters = [.. panel.Units["units"].Units.Select(u => task.InformativePlaces.Contains(PlantedModel.PlaceOf(u.Parts[0].Parameter)))];
        found.Costs.Should().HaveCount(matters.Length);
        RankingQuality.AreaUnderCurve(found.Costs, matters).Should().BeGreaterThan(0.7);
        RankCorrelation.Of(found.Scores["mixed"], found.Costs).Should().BeGreaterThan(0.5);
        RankCorrelation.Of(found.Scores["random"], found.Costs).Should().BeInRange(-0.4, 0.4);
        found.Dearest().Count(d => d).Should().Be(matters.Length / 10);
    }

    [Fact]
    public void Removing_changes_no_training()
    {
        StudyRun run = StudyRun.Planted([PlantedTask.Pair(2)[0]], StudySize.Small, 2);
        var panel = new AblationPanel(new Dictionary<string, IImportanceEstimator>(), Parts.One<ISkillUnitDecomposer>("rank"), (8, 4));
        using ContinualLearner plain = run.Learn(new StrategyComposition([]), 2, TestContext.Current.CancellationToken),
            watched = run.Learn(new StrategyComposition([new("panel", panel)]), 2, TestContext.Current.CancellationToken);
        watched.Weights.to_type(ScalarType.Float64).data<double>().ToArray().Should()
            .Equal(plain.Weights.to_type(ScalarType.Float64).data<double>().ToArray());
        panel.Found.Single().Costs.Should().HaveCountLessThanOrEqualTo(4);
    }

    [Fact]
    public void Rank_correlation_counts_equal_values_by_the_mean_of_their_ranks()
    {
        RankCorrelation.Of([1, 2, 3, 4], [10, 20, 30, 40]).Should().Be(1);
        RankCorrelation.Of([1, 2, 3, 4], [9, 8, 7, 1]).Should().Be(-1);
        RankCorrelation.Of([1, 2, 2, 3], [1, 3, 2, 4]).Should().BeApproximately(4.5 / Math.Sqrt(22.5), 1e-12);
        RankCorrelation.Of([1, 1, 1], [1, 2, 3]).Should().Be(double.NaN);
    }
}
