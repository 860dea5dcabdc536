namespace Kif.Tests.Statistics;

public class RunMetricsTests
{
    private static readonly StrategyRun Run = Grid.OfScores([("x", 1, 3, 60)]).Runs[0];

    [Fact]
    public void Every_metric_has_a_name_of_its_own_and_one_sentence() =>
        RunMetrics.All.Should()
        .OnlyHaveUniqueItems(m => m.Name).And.OnlyContain(m => m.Definition.EndsWith('.') && m.Title.Length > 0 && m.Unit.Length > 0
        && RunMetrics.Get(m.Name) == m);

    [Theory]
    [InlineData("ap", 60)]
    [InlineData("bwt", -10)]
    [InlineData("bwt-over-all", -5)]
    [InlineData("forgetting", 10)]
    [InlineData("fwt", 30)]
    [InlineData("fwt-over-untrained", 10)]
    [InlineData("learning-accuracy", 65)]
    [InlineData("anytime-ap", 65)]
    [InlineData("stability-gap", double.NaN)]
    [InlineData("unseen", double.NaN)]
    [InlineData("seconds", 8)]
    [InlineData("cpu-seconds", 8)]
    [InlineData("peak-bytes", 1 << 20)]
    [InlineData("extra-passes", 0)]
    [InlineData("trained-parameters", 1000)]
    [InlineData("state-bytes", 64)]
    public void Metrics_of_a_known_run_are_known(string name, double value) => RunMetrics.Get(name).Of(Run).Should().Be(value);

    [Fact]
    public void The_stability_gap_is_the_worst_fall_of_each_earlier_task_and_0_where_there_is_none()
    {
        StrategyRun run = Run with
        {
            MidTaskScores =
            [
                new(1, 0, "a", 80), new(1, 10, "a", 50), new(1, 20, "a", 75),
                new(2, 0, "a", 70), new(2, 0, "b", 40), new(2, 10, "a", 60), new(2, 10, "b", 45),
                new(3, 0, "a", 99),
            ],
        };
        RunMetrics.Get("stability-gap").Of(run).Should().BeApproximately((30 + 10 + 0) / 3.0, 1e-12, "nothing was scored within the last training");
    }

    [Fact]
    public void Unseen_tasks_count_as_they_are_at_the_end() =>
        RunMetrics.Get("unseen").Of(Run with { Unseen = new(["u", "v"], [[0, 0], [50, 10], [30, 20]]) }).Should().Be(25);

    [Fact]
    public void An_unknown_metric_is_refused_with_the_nearest_name() =>
        FluentActions.Invoking(() => RunMetrics.Get("forgeting")).Should().Throw<CompositionException>().WithMessage("*forgeting*forgetting*");
}
