namespace Kif.Pipeline.Tests.Gating;

/// <summary>The scores that a gate decides by.</summary>
public sealed class GateTaskTests
{
    [Fact]
    public void Scores_are_those_of_single_examples()
    {
        LearningTask task = new("t", [], [new("q1", "yes", "1"), new("q2", "no", "2"), new("q3", "red fox", "3")]);

        GateTask scored = GateTask.Of(task, true, ["Yes.", "yes", "red"], ["no", "no", "red fox"], new ExactMatch());
        scored.OldScores.Should().Equal(100, 0, 0);
        scored.NewScores.Should().Equal(0, 100, 100);
        scored.IsNew.Should().BeTrue();

        GateTask.Of(task, false, ["yes", "no", "red"], ["yes", "no", "fox red"], new RougeMetric(RougeVariant.Rouge1, new()))
            .OldScores[2].Should().BeApproximately(100 * 2 / 3.0, 1e-9);
    }

    [Fact]
    public void Slots_of_a_turn_are_one_unit_where_the_metric_takes_them_together()
    {
        Example Slot(int turn, string slot) => new("q", "x", $"{turn}-{slot}") { Dialogue = new("d", turn, slot) };
        LearningTask task = new("t", [], [Slot(1, "a"), Slot(1, "b"), Slot(2, "a"), Slot(2, "b")]);

        GateTask joint = GateTask.Of(task, false, ["x", "x", "x", "y"], ["x", "y", "x", "x"], new JointGoalAccuracy());
        joint.OldScores.Should().Equal(100, 0);
        joint.NewScores.Should().Equal(0, 100);
    }

    [Fact]
    public void A_metric_without_scores_of_examples_is_refused() =>
        FluentActions.Invoking(() => GateTask.Of(new("t", [], [new("q", "a", "1"), new("q", "b", "2")]), false, ["a", "b"], ["a", "x"], new Highest()))
            .Should().Throw<CompositionException>().WithMessage("*'highest'*no means over examples*");

    private sealed class Highest : ITaskMetric
    {
        public string Name => "highest";

        public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) =>
            predictions.Zip(examples, (p, e) => p == e.Target ? 100 : 0).Max();
    }
}
