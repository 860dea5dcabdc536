namespace Kif.Tests.Strategies;

public class StrategyCompositionTests
{
    [Theory]
    [InlineData(StrategyEffects.KeptWeights, "weights kept after a task")]
    [InlineData(StrategyEffects.StepWeights, "weights after a step")]
    [InlineData(StrategyEffects.Adapter, "adapter between tasks")]
    public void Two_parts_that_decide_the_same_are_refused(StrategyEffects effect, string what) =>
        Refused($"'a' and 'b' both decide the {what}; only one part of a composition may", Part("a", effect), Part("b", effect | StrategyEffects.Gradients));

    [Theory]
    [InlineData(StrategyEffects.None)]
    [InlineData(StrategyEffects.Phases)]
    [InlineData(StrategyEffects.Gradients)]
    public void Other_effects_may_be_shared(StrategyEffects effect) => new StrategyComposition([Part("a", effect), Part("b", effect)]).Parts.Should().HaveCount(2);

    [Fact]
    public void Parts_of_one_name_are_refused() => Refused("two parts are named 'a'", Part("a"), Part("b"), Part("a"));

    [Fact]
    public void Fusion_does_not_go_with_new_adapters() =>
        Refused("'fuse' fuses weights with those of the previous task, but 'grow' starts new adapters, which have none",
            Part("grow", StrategyEffects.Adapter), Part("fuse", StrategyEffects.KeptWeights));

    [Fact]
    public void One_part_may_both_fuse_and_grow() =>
        new StrategyComposition([Part("both", StrategyEffects.Adapter | StrategyEffects.KeptWeights)]).Parts.Should().ContainSingle();

    [Fact]
    public void Adapters_are_refused_where_all_weights_are_trained() =>
        FluentActions.Invoking(() => new StrategyComposition([Part("a", StrategyEffects.Adapter)], trains: TrainedWeights.All)).Should().Throw<CompositionException>()
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
        StrategyPart told = new("b", new Declared(new(TaskAtTest: true)));
        StrategyComposition plain = new([]), told2 = new([Part("a"), told]);
        (plain.JointStream, plain.TaskAtTest, told2.JointStream, told2.TaskAtTest).Should().Be((false, null, false, told));
        new StrategyComposition([new("a", new Declared(new(JointStream: true)))]).JointStream.Should().BeTrue();
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
        public IReadOnlyList<Remembered> Contents => [];

        public void Remember(string task, IReadOnlyList<Example> train, RandomStream random) { }

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
