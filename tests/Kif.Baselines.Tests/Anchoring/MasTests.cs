namespace Kif.Baselines.Tests.Anchoring;

/// <summary>algorithms.md 4 (MAS), 10.7.</summary>
public sealed class MasTests
{
    private static readonly double[][] Gradients = [[1, -2], [-3, 0], [0, 5]];

    [Fact]
    public void The_importance_is_the_mean_of_absolute_gradients_of_examples_or_of_batches()
    {
        Of(new(), [Gradients]).ShouldBeClose(4.0 / 3, 7.0 / 3);
        Of(new() { BatchSize = 8 }, [Gradients]).ShouldBeClose(2.0 / 3, 1);
        Of(new() { BatchSize = 2 }, [Gradients]).ShouldBeClose((1 + 0) / 2.0, (1 + 5) / 2.0);
    }

    [Fact]
    public void Importances_of_tasks_are_averaged_or_added_up_and_the_first_counts_in_full()
    {
        double[][][] tasks = [[[4, 0]], [[2, 8]], [[0, 16]]];
        Of(new(), tasks).ShouldBeClose(1.5, 10);
        Of(new() { Decay = 0.75 }, tasks).ShouldBeClose((4 * 0.75 + 2 * 0.25) * 0.75, 2 * 0.75 + 4);
        Of(new() { Sum = true }, tasks).ShouldBeClose(6, 24);
    }

    [Fact]
    public void The_strength_is_not_halved()
    {
        var mas = new MasStrategy(new() { Lambda = 3 });
        mas.AfterTask([1, 1], [[2, -4]]);
        mas.Penalty(2, 0)!.Value.Value.Should().BeApproximately(3 * (2 + 4), 1e-12);
    }

    [Theory]
    [InlineData(MethodProfile.Recommended, GradientReduction.MeanAbsolute, 1000, 1)]
    [InlineData(MethodProfile.Paper, GradientReduction.MeanAbsolute, 1001, 2)]
    [InlineData(MethodProfile.OfficialCode, GradientReduction.BatchMean, 1001, 1)]
    public void A_profile_decides_how_importance_is_estimated_and_accumulated(MethodProfile profile, GradientReduction reduction, int examples,
    double importance)
    {
        var mas = new MasStrategy(new() { Profile = profile });
        double[][] ones = [.. Enumerable.Repeat(new double[] { 1 }, 1001)];
        mas.AfterTask([0], ones);
        GivenGradients probe = mas.AfterTask([0], ones);
        probe.Asked.Should().OnlyContain(a => a.Loss == GradientTarget.SquaredLogits && a.Reduction == reduction);
        probe.Asked.SelectMany(a => a.Ids.Split(' ')).Should().OnlyHaveUniqueItems().And.HaveCount(examples);
        mas.Penalty(1)!.Value.Value.Should().BeApproximately(importance, 1e-9);
    }

    [Fact]
    public void There_is_no_penalty_before_a_task_was_kept_and_none_without_strength()
    {
        new MasStrategy(new()).Penalty(1).Should().BeNull();
        var off = new MasStrategy(new() { Lambda = 0 });
        off.AfterTask([0], [1]).Asked.Should().BeEmpty("nothing that nobody uses is computed");
        off.Penalty(1).Should().BeNull();
    }

    /// <summary>From the gradient of the penalty, half a unit away from the anchor.</summary>
    private static double[] Of(MasOptions options, double[][][] tasks)
    {
        var mas = new MasStrategy(options);
        foreach (double[][] gradients in tasks) mas.AfterTask([0, 0], gradients);
        return mas.Penalty(0.5, 0.5)!.Value.Gradient;
    }
}
