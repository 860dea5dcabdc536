namespace Kif.Tests.Metrics;

public class ContinualMetricsTests
{
    private static readonly Func<PerformanceMatrix, double>[] Levels =
        [ContinualMetrics.AveragePerformance, ContinualMetrics.RunningAverage, ContinualMetrics.LearningAccuracy, ContinualMetrics.ForwardTransfer];

    private static readonly Func<PerformanceMatrix, double>[] Differences =
        [ContinualMetrics.BackwardTransfer, ContinualMetrics.BackwardTransferOverAll, ContinualMetrics.Forgetting];

    public static TheoryData<int> Sizes => [.. Enumerable.Range(2, 11)];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_shift_of_all_scores_shifts_levels_and_leaves_differences(int tasks)
    {
        double[][] rows = Matrices.Random(new RandomStream((ulong)tasks), tasks);
        PerformanceMatrix before = Matrices.Of(rows), after = Matrices.Of(rows.Map((_, _, v) => v + 7));
        foreach (var level in Levels) level(after).Should().BeApproximately(level(before) + 7, 1e-9);
        foreach (var difference in Differences) difference(after).Should().BeApproximately(difference(before), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_factor_on_all_scores_is_a_factor_on_every_metric(int tasks)
    {
        double[][] rows = Matrices.Random(new RandomStream((ulong)tasks), tasks);
        PerformanceMatrix before = Matrices.Of(rows), after = Matrices.Of(rows.Map((_, _, v) => v * 0.25));
        foreach (var metric in Levels.Concat(Differences)) metric(after).Should().BeApproximately(metric(before) * 0.25, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Backward_transfer_is_never_below_minus_forgetting_and_over_all_tasks_it_is_smaller(int tasks)
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            PerformanceMatrix a = Matrices.Of(Matrices.Random(new RandomStream(seed), tasks));
            ContinualMetrics.Forgetting(a).Should().BeGreaterThanOrEqualTo(-ContinualMetrics.BackwardTransfer(a) - 1e-9);
            ContinualMetrics.BackwardTransferOverAll(a).Should().BeApproximately(ContinualMetrics.BackwardTransfer(a) * (tasks - 1) / tasks, 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Zero_shot_scores_enter_forward_transfer_alone(int tasks)
    {
        double[][] rows = Matrices.Random(new RandomStream((ulong)tasks), tasks);
        PerformanceMatrix full = Matrices.Of(rows), empty = Matrices.Of(rows.Map((l, i, v) => i > l ? double.NaN : v));
        foreach (var metric in Levels[..3].Concat(Differences)) metric(empty).Should().Be(metric(full));
        ContinualMetrics.ForwardTransfer(empty).Should().Be(double.NaN);
        PerformanceMatrix nextOnly = Matrices.Of(rows.Map((l, i, v) => i > l + 1 ? double.NaN : v));
        ContinualMetrics.ForwardTransfer(nextOnly).Should().Be(ContinualMetrics.ForwardTransfer(full));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_model_that_never_changes_its_answers_neither_forgets_nor_gains(int tasks)
    {
        PerformanceMatrix a = Matrices.Of(Matrices.Random(new RandomStream(1), tasks).Map((_, i, _) => i));
        foreach (var difference in Differences) difference(a).Should().Be(0);
        ContinualMetrics.AveragePerformance(a).Should().Be(ContinualMetrics.LearningAccuracy(a));
    }

    [Fact]
    public void A_score_that_is_missing_makes_the_metric_undefined()
    {
        PerformanceMatrix a = Matrices.Of([[80, 30, 20], [double.NaN, 75, 25], [65, 78, 60]]);
        ContinualMetrics.Forgetting(a).Should().Be(double.NaN, "the best score could be the one that is missing");
        ContinualMetrics.RunningAverage(a).Should().Be(double.NaN);
        ContinualMetrics.BackwardTransfer(a).Should().Be(-6);
    }

    [Fact]
    public void Of_one_task_only_levels_are_defined()
    {
        PerformanceMatrix a = Matrices.Of([[40]], [10]);
        foreach (var metric in Levels[..3]) metric(a).Should().Be(40);
        new[] { ContinualMetrics.BackwardTransfer(a), ContinualMetrics.Forgetting(a), ContinualMetrics.ForwardTransfer(a),
            ContinualMetrics.ForwardTransferOverUntrained(a) }
            .Should().AllBeEquivalentTo(double.NaN);
    }

    [Fact]
    public void A_new_matrix_is_empty()
    {
        var a = new PerformanceMatrix(["a", "b"]);
        new[] { a[0, 0], a[0, 1], a[1, 0], a[1, 1], a.Untrained(0), a.Untrained(1) }.Should().AllBeEquivalentTo(double.NaN);
        a[1, 0] = 3;
        a.SetUntrained(1, 4);
        (a[1, 0], a[0, 1], a.Untrained(1)).Should().Be((3, double.NaN, 4));
        FluentActions.Invoking(() => new PerformanceMatrix([])).Should().Throw<ArgumentException>().WithParameterName("tasks");
    }
}
