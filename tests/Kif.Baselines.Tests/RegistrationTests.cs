using Kif.Baselines.Tests.Anchoring;
using Kif.Tests;

namespace Kif.Baselines.Tests;

public sealed class RegistrationTests
{
    private static readonly KifCatalog Catalog = new KifCatalog().AddBaselines();

    [Theory]
    [InlineData("seq-lora", TrainedWeights.Adapter)]
    [InlineData("seq-full", TrainedWeights.All)]
    public void Sequential_training_is_the_composition_without_parts(string name, TrainedWeights trains)
    {
        StrategyComposition composition = Compose(name);
        composition.Parts.Should().BeEmpty();
        (composition.Buffer, composition.Trains, composition.IsJointTraining).Should().Be((null, trains, false));
    }

    [Fact]
    public void Joint_training_learns_all_tasks_at_once() => Compose("joint").IsJointTraining.Should().BeTrue();

    [Theory]
    [InlineData(ReplayMode.Concat, ReplayMode.Concat)]
    [InlineData(ReplayMode.Balanced, ReplayMode.Balanced)]
    [InlineData(ReplayMode.Separate, ReplayMode.None)]
    public void Replay_mixes_memory_as_its_options_say(ReplayMode mode, ReplayMode mix)
    {
        StrategyComposition composition = Compose("replay", new ReplayOptions { Mode = mode });
        composition.Buffer.Should().NotBeNull();
        ContinualStrategy part = composition.Parts.Should().ContainSingle().Which.Strategy;
        using Tensor weights = torch.zeros(1);
        part.BeforeTask(Hook.TaskStart(HookCalls.Space(1), weights) with { Index = 1 }).Memory.Should().Be(mix);
        part.Traits.Effects.Should().HaveFlag(StrategyEffects.Memory);
    }

    [Fact]
    public void Replay_asks_for_the_buffer_that_its_options_name()
    {
        var parts = new Parts();
        Catalog.Strategy("replay").Compose(new ReplayOptions { Buffer = ComponentChoice.Of("mine") }, parts);
        parts.Asked.Should().Be("mine");
    }

    private static StrategyComposition Compose(string name, object? options = null) =>
        Catalog.Strategy(name).Compose(options ?? Activator.CreateInstance(Catalog.Strategy(name).OptionsType)!, new Parts());

    private sealed class Parts : IComponentSource
    {
        public string? Asked { get; private set; }

        public TPart Create<TPart>(ComponentChoice choice) where TPart : class
        {
            Asked = choice.Use;
            return (TPart)(object)new Buffer();
        }
    }

    private sealed class Buffer : IReplayBuffer
    {
        public IReadOnlyList<ReplayExample> Contents => [];

        public void Update(in BufferUpdate offered) { }

        public void Visit(IStateVisitor state) { }
    }
}
