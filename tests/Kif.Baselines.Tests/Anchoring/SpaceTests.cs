using Kif.Tests;

namespace Kif.Baselines.Tests.Anchoring;

/// <summary>Vectors of earlier tasks belong to one space, and come back from a saved state.</summary>
public sealed class SpaceTests
{
    public static TheoryData<string> Names => ["l2", "ewc", "si", "mas", "lwf"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_new_adapter_after_a_task_was_kept_is_refused_by_name_even_if_it_has_the_same_size(string name)
    {
        ContinualStrategy strategy = After(name, HookCalls.Space(2));
        foreach (ParameterSpace other in new[] { HookCalls.Space(2, generation: 1), HookCalls.Space(3) })
            strategy.Invoking(s => s.AttachSpace(new SpaceAttachment { Space = other })).Should().Throw<CompositionException>()
                .WithMessage($"'{name}' ties weights to those of earlier tasks*{other.Fingerprint}*");
        strategy.Invoking(s => s.AttachSpace(new SpaceAttachment { Space = HookCalls.Space(2) })).Should().NotThrow("the same space again is none other");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_new_space_before_any_task_is_welcome(string name)
    {
        ContinualStrategy strategy = HookCalls.Strategy(name);
        strategy.AttachSpace(new SpaceAttachment { Space = HookCalls.Space(2) });
        strategy.Invoking(s => s.AttachSpace(new SpaceAttachment { Space = HookCalls.Space(3) })).Should().NotThrow();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_state_read_back_pulls_as_the_one_that_was_written(string name)
    {
        var slots = new Slots();
        ContinualStrategy first = After(name, HookCalls.Space(2)), second = HookCalls.Strategy(name);
        first.Visit(slots);
        slots.Writes = true;
        second.Visit(slots);
        second.Invoking(s => s.AttachSpace(new SpaceAttachment { Space = HookCalls.Space(3) })).Should().Throw<CompositionException>();
        second.AttachSpace(new SpaceAttachment { Space = HookCalls.Space(2) });
        StateSize.Of(second).Should().Be(StateSize.Of(first)).And.BePositive();
        if (name != "lwf") second.Penalty(3, -4)!.Value.Should().BeEquivalentTo(first.Penalty(3, -4)!.Value);
    }

    private static ContinualStrategy After(string name, ParameterSpace space)
    {
        using var scope = torch.NewDisposeScope();
        ContinualStrategy strategy = HookCalls.Strategy(name);
        strategy.AttachSpace(new SpaceAttachment { Space = space });
        Tensor start = torch.zeros(2, dtype: ScalarType.Float64), end = torch.tensor(new double[] { 1, 2 });
        strategy.BeforeTask(Hook.TaskStart(space, start));
        strategy.AfterStep(Hook.StepEnd(0, end, -end) with { PreviousWeights = start, TaskGradients = -end });
        strategy.FinishTask(start, end, end, [3, -1], [0.5, 2]);
        return strategy;
    }
}
