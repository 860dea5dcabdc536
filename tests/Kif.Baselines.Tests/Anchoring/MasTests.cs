namespace Kif.Baselines.Tests.Anchoring;

/// <summary>algorithms.md 4 (MAS), 10.7.</summary>
public sealed class MasTests
{
    private static readonly double[][] Gradients = [[1, -2], [-3, 0], [0, 5]];

    [Fact]
    public void The_importance_is_the_mean_of_absolute_gradients_of_examples_or_of_batches()
    {
        Of([Gradients]).ShouldBeClose(4.0 / 3, 7.0 / 3);
        Of([Gradients], "estimate.batchsize=8").ShouldBeClose(2.0 / 3, 1);
        Of([Gradients], "estimate.batchsize=2").ShouldBeClose((1 + 0) / 2.0, (1 + 5) / 2.0);
    }

    [Fact]
    public void Importances_of_tasks_are_averaged_or_added_up_and_the_first_counts_in_full()
    {
        double[][][] tasks = [[[4, 0]], [[2, 8]], [[0, 16]]];
        Of(tasks).ShouldBeClose(1.5, 10);
        Of(tasks, "decay=0.75").ShouldBeClose((4 * 0.75 + 2 * 0.25) * 0.75, 2 * 0.75 + 4);
        Of(tasks, "sum=true").ShouldBeClose(6, 24);
    }

    [Fact]
    public void The_strength_is_not_halved()
    {
        ContinualStrategy mas = Mas("lambda=3");
        mas.LearnTask([1, 1], [[2, -4]]);
        mas.Penalty(2, 0)!.Value.Value.Should().BeApproximately(3 * (2 + 4), 1e-12);
    }

    [Theory]
    [InlineData(MethodProfile.Recommended, GradientReduction.MeanAbsolute, 1000, 1)]
    [InlineData(MethodProfile.Paper, GradientReduction.MeanAbsolute, 1001, 2)]
    [InlineData(MethodProfile.OfficialCode, GradientReduction.BatchMean, 1001, 1)]
    public void A_profile_decides_how_importance_is_estimated_and_accumulated(MethodProfile profile, GradientReduction reduction, int examples,
    double importance)
    {
        ContinualStrategy mas = Mas($"profile={profile}");
        double[][] ones = [.. Enumerable.Repeat(new double[] { 1 }, 1001)];
        mas.LearnTask([0], ones);
        GivenGradients probe = mas.LearnTask([0], ones);
        probe.Asked.Should().OnlyContain(a => a.Loss == GradientTarget.SquaredLogits && a.Reduction == reduction);
        probe.Asked.SelectMany(a => a.Ids.Split(' ')).Should().OnlyHaveUniqueItems().And.HaveCount(examples);
        mas.Penalty(1)!.Value.Value.Should().BeApproximately(importance, 1e-9);
    }

    [Fact]
    public void There_is_no_penalty_before_a_task_was_kept_and_none_without_strength()
    {
        Mas().Penalty(1).Should().BeNull();
        ContinualStrategy off = Mas("lambda=0");
        off.LearnTask([0], [1]).Asked.Should().BeEmpty("nothing that nobody uses is computed");
        off.Penalty(1).Should().BeNull();
    }

    private static ContinualStrategy Mas(params string[] options) => HookCalls.Strategy("mas", options);

    /// <summary>From the gradient of the penalty, half a unit away from the anchor.</summary>
    private static double[] Of(double[][][] tasks, params string[] options)
    {
        ContinualStrategy mas = Mas(options);
        foreach (double[][] gradients in tasks) mas.LearnTask([0, 0], gradients);
        return mas.Penalty(0.5, 0.5)!.Value.Gradient;
    }
}
