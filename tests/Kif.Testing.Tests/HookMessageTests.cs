namespace Kif.Testing.Tests;

/// <summary>What a beginner's mistakes in a hook are told as.</summary>
public sealed class HookMessageTests
{
    [Fact]
    public void A_tensor_that_was_kept_and_is_gone_is_told_with_its_field_the_hook_and_the_way_out()
    {
        string message = Broken<AverageInAField>("learns");
        message.Should().StartWith("'wrong' kept a tensor that was only lent to a hook or made in one ('average'), and used it in AfterStep when it was gone")
            .And.Contain("use Keep(ref average, …)").And.NotContain("Tensor invalid");
    }

    [Fact]
    public void A_lent_tensor_in_an_object_of_the_strategy_is_found_too() =>
        Broken<LentInAnObject>("learns").Should().Contain("('Weights')").And.Contain("used it in Penalty");

    [Fact]
    public void A_hook_that_returns_null_is_named_with_what_it_returns_for_nothing() =>
        Broken<ReturnsNull>("learns").Should().Contain("'wrong' returned null from EndTask; with nothing to say it returns TaskOutcome.Keep");

    [Fact]
    public void A_hook_that_returns_a_tensor_of_a_scope_that_ended_is_named() =>
        Broken<ReturnsFreed>("learns").Should().Contain("returned a tensor from Penalty that was already freed").And.Contain("MoveToOuterDisposeScope");

    [Fact]
    public void A_null_in_a_hook_is_told_with_the_hook() =>
        Broken<ReadsNull>("learns").Should().Contain("threw NullReferenceException in AfterStep").And.Contain("before the first task ends a kept tensor is null");

    [Fact]
    public void The_checks_that_wait_are_named_on_one_line_and_say_in_one_line_for_which()
    {
        ConformanceSuite suite = Suite<AverageInAField>();
        suite.WaitingFor("learns").Should().Contain(["finite", "long-task", "bfloat16-base"]).And.NotContain(["constructing", "effects", "learns"]);
        suite.JudgeAll().Where(r => r.Verdict == ConformanceVerdict.NotJudged).Should().OnlyContain(r => r.Message == "not judged until 'learns' holds");
    }

    private static string Broken<T>(string check) where T : ContinualStrategy, new()
    {
        (bool? holds, string message) = Suite<T>().Run(check);
        holds.Should().BeFalse(message);
        return message;
    }

    private static ConformanceSuite Suite<T>() where T : ContinualStrategy, new() =>
        ConformanceSuite.ForStrategy(KifServices.BuiltIn().AddStrategy<T, NoOptions>("wrong", "wrong", _ => new()), "wrong");

    private sealed class AverageInAField : ContinualStrategy
    {
        private Tensor? average;

        public override StepOutcome AfterStep(in StepEnd step)
        {
            average = average is null ? step.Weights * 1 : 0.9 * average + 0.1 * step.Weights;
            return StepOutcome.Continue;
        }
    }

    private sealed class LentInAnObject : ContinualStrategy
    {
        private readonly Box box = new();

        public override Tensor? Penalty(in PenaltyInput step) => box.Weights is null ? null : (step.Weights - box.Weights).square().sum();

        public override StepOutcome AfterStep(in StepEnd step)
        {
            box.Weights = step.Weights * 1;
            return StepOutcome.Continue;
        }

        private sealed class Box
        {
            public Tensor? Weights { get; set; }
        }
    }

    private sealed class ReturnsNull : ContinualStrategy
    {
        public override TaskOutcome EndTask(in TaskEnd task) => null!;
    }

    private sealed class ReturnsFreed : ContinualStrategy
    {
        public override Tensor? Penalty(in PenaltyInput step)
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            return step.Weights.square().sum();
        }
    }

    private sealed class ReadsNull : ContinualStrategy
    {
        public override StepOutcome AfterStep(in StepEnd step)
        {
            _ = (step.Weights - step.PreviousWeights!.detach()).sum();
            return StepOutcome.Continue;
        }
    }
}
