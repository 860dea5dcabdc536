namespace Kif.Baselines.Tests.Anchoring;

/// <summary>algorithms.md 10.6, 14.8.</summary>
public sealed class L2Tests
{
    [Fact]
    public void Value_and_gradient_are_those_of_the_worked_example()
    {
        (double value, double[] gradient) = After().Penalty(0.3, 0, 0.4)!.Value;
        value.Should().BeApproximately(0.015, 1e-12);
        gradient.ShouldBeClose(0.1, -0.1, -0.1);
        After("half=false").Penalty(0.3, 0, 0.4)!.Value.Value.Should().BeApproximately(0.03, 1e-12);
    }

    [Fact]
    public void There_is_no_penalty_before_a_task_was_kept_and_none_without_strength()
    {
        HookCalls.Strategy("l2").Penalty(1).Should().BeNull();
        After("lambda=0").Penalty(0.3, 0, 0.4).Should().BeNull();
    }

    private static ContinualStrategy After(params string[] options)
    {
        ContinualStrategy l2 = HookCalls.Strategy("l2", options);
        l2.LearnTask([0.1, 0.2, 0.3]);
        l2.LearnTask([0.2, 0.1, 0.5]);
        return l2;
    }
}
