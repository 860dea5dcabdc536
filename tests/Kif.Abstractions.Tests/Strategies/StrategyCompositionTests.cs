namespace Kif.Tests.Strategies;

public class StrategyCompositionTests
{
    [Theory]
    [InlineData(StrategyEffects.FinalWeights, "weights kept after a task")]
    [InlineData(StrategyEffects.StepWeights, "weights after a step")]
    [InlineData(StrategyEffects.Adapter, "adapter between tasks")]
    public void Two_parts_that_decide_the_same_are_refused(StrategyEffects effect, string what) =>
        Refused($"'a' and 'b' both decide the {what}; only one part of a composition may", Part("a", effect), Part("b", effect | StrategyEffects.Gradients));

    [Theory]
    [InlineData(StrategyEffects.None)]
    [InlineData(StrategyEffects.Phases)]
    [InlineData(StrategyEffects.Gradients)]
    public void Other_effects_may_be_shared(StrategyEffects effect) =>
        new StrategyComposition([Part("a", effect), Part("b", effect)]).Parts.Should().HaveCount(2);

    [Fact]
    public void Parts_of_one_name_are_refused() => Refused("two parts are named 'a'", Part("a"), Part("b"), Part("a"));

    [Fact]
    public void Fusion_does_not_go_with_new_adapters() =>
        Refused("'fuse' fuses weights with those of the previous task, but 'grow' starts new adapters, which have none",
            Part("grow", StrategyEffects.Adapter), Part("fuse", StrategyEffects.FinalWeights));

    [Fact]
    public void What_ties_weights_to_the_past_does_not_go_with_new_adapters() =>
        Refused("'tie' ties the weights in training to those of earlier tasks, but 'grow' freezes these and starts new adapters",
            new("tie", new Declared(new(AnchorsToPreviousWeights: true))), Part("grow", StrategyEffects.Adapter));

    [Theory]
    [InlineData(true, StrategyEffects.None)]
    [InlineData(false, StrategyEffects.FinalWeights)]
    [InlineData(false, StrategyEffects.Adapter)]
    public void Weights_per_task_leave_nothing_to_protect(bool ties, StrategyEffects effects) =>
        Refused("'told' gives every task weights of its own, so there is nothing that 'keep' could keep for earlier tasks",
            new("keep", new Declared(new(effects, AnchorsToPreviousWeights: ties))), new("told", new Declared(new(NeedsTaskId: true))));

    [Theory]
    [InlineData(true, StrategyEffects.None)]
    [InlineData(false, StrategyEffects.FinalWeights)]
    [InlineData(false, StrategyEffects.Adapter)]
    [InlineData(false, StrategyEffects.Memory)]
    public void Joint_training_has_no_earlier_task(bool ties, StrategyEffects effects) =>
        Refused("'joint' learns all tasks at once, so there is no earlier task for 'other'",
            new("joint", new Declared(new(IsJointTraining: true))), new("other", new Declared(new(effects, AnchorsToPreviousWeights: ties))));

    [Fact]
    public void Strategies_add_up_to_their_parts_in_order_and_the_one_memory()
    {
        var memory = new Memory();
        StrategyComposition sum = StrategyComposition.Of([("x", new([Part("a"), Part("b")])), ("y", new([Part("c")], memory))]);
        sum.Parts.Select(p => p.Name).Should().Equal("a", "b", "c");
        sum.Buffer.Should().BeSameAs(memory);
    }

    [Fact]
    public void Two_memories_are_refused() => FluentActions.Invoking(() => StrategyComposition.Of([("x", new([], new Memory())), ("y", new([], new Memory()))]))
        .Should().Throw<CompositionException>().WithMessage("'x' and 'y' both bring a memory; a composition has one replay buffer");

    [Fact]
    public void What_is_trained_must_agree() =>
        FluentActions.Invoking(() => StrategyComposition.Of([("x", new([])), ("y", new([], trains: TrainedWeights.All))]))
        .Should().Throw<CompositionException>().WithMessage("'x' trains an adapter, but 'y' trains all weights");

    [Fact]
    public void One_part_may_both_fuse_and_grow() =>
        new StrategyComposition([Part("both", StrategyEffects.Adapter | StrategyEffects.FinalWeights)]).Parts.Should().ContainSingle();

    [Fact]
    public void Adapters_are_refused_where_all_weights_are_trained() =>
        FluentActions.Invoking(() => new StrategyComposition([Part("a", StrategyEffects.Adapter)], trains: TrainedWeights.All)).Should()
        .Throw<CompositionException>()
            .WithMessage("'a' works on adapters, but the composition trains all weights");

    [Fact]
    public void Memory_needs_a_buffer()
    {
        Refused("'a' mixes memory into the training, but the composition has no replay buffer", Part("a", StrategyEffects.Memory));
        new StrategyComposition([Part("a", StrategyEffects.Memory)], new Memory()).Buffer.Should().NotBeNull();
    }

    [Fact]
    public void Traits_of_parts_are_those_of_the_composition()
    {
        StrategyPart told = new("b", new Declared(new(NeedsTaskId: true)));
        StrategyComposition plain = new([]), told2 = new([Part("a"), told]);
        (plain.IsJointTraining, plain.PartNeedingTaskId, told2.IsJointTraining, told2.PartNeedingTaskId).Should().Be((false, null, false, told));
        new StrategyComposition([new("a", new Declared(new(IsJointTraining: true)))]).IsJointTraining.Should().BeTrue();
    }

    [Fact]
    public void State_is_visited_under_the_names_of_the_parts_and_then_the_memory()
    {
        var names = new Names();
        new StrategyComposition([Part("b"), Part("a")], new Memory()).Visit(names);
        names.Seen.Should().Equal("b", "a", "memory");
    }

    private static StrategyPart Part(string name, StrategyEffects effects = StrategyEffects.None) => new(name, new Declared(new(effects)));

    private static void Refused(string message, params StrategyPart[] parts) =>
        FluentActions.Invoking(() => new StrategyComposition(parts)).Should().Throw<CompositionException>().WithMessage(message);

    private sealed class Declared(StrategyTraits traits) : ContinualStrategy
    {
        public override StrategyTraits Traits => traits;
    }

    private sealed class Memory : IReplayBuffer
    {
        public IReadOnlyList<ReplayExample> Contents => [];

        public void Update(in BufferUpdate offered) { }

        public void Visit(IStateVisitor state) { }
    }

    private sealed class Names : IStateVisitor
    {
        public List<string> Seen { get; } = [];

        public void Vector(string name, ref Tensor? vector) { }

        public void Tensor(string name, ref Tensor? tensor) { }

        public void Value<T>(string name, ref T value) { }

        public void Child(string name, IStateful child) => Seen.Add(name);
    }
}
