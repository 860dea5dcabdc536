namespace Kif.Tests.Registration;

public class KifCatalogTests
{
    private static readonly IComponentSource NoParts = new Nothing();
    private readonly KifCatalog catalog = new();

    [Fact]
    public void Strategies_are_kept_in_order_and_found_by_name()
    {
        catalog.AddStrategy<NoOptions>("b", "second letter", (_, _) => new([])).AddStrategy<Doing, Sizes>("a+1", "first letter", _ => new Doing());
        catalog.Strategies.Select(s => (s.Name, s.Description, s.OptionsType)).Should()
            .Equal(("b", "second letter", typeof(NoOptions)), ("a+1", "first letter", typeof(Sizes)));
        StrategyComposition made = catalog.Strategy("a+1").Compose(new Sizes(), NoParts);
        made.Parts.Should().ContainSingle().Which.Name.Should().Be("a+1");
        made.Trains.Should().Be(TrainedWeights.Adapter);
    }

    [Fact]
    public void Options_reach_the_strategy_and_every_composition_is_fresh()
    {
        catalog.AddStrategy<Doing, Sizes>("a", "", options => new Doing { Size = options.Size });
        StrategyDefinition definition = catalog.Strategy("a");
        Doing Made(int size) => (Doing)definition.Compose(new Sizes { Size = size }, NoParts).Parts[0].Strategy;
        Made(3).Size.Should().Be(3);
        Made(3).Should().NotBeSameAs(Made(3));
    }

    [Fact]
    public void An_unknown_strategy_is_told_with_the_nearest_name()
    {
        catalog.AddStrategy<NoOptions>("sequential", "", (_, _) => new([]));
        FluentActions.Invoking(() => catalog.Strategy("seqential")).Should().Throw<CompositionException>()
            .WithMessage("no strategy is named 'seqential'; did you mean 'sequential'? There are: sequential");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Kif")]
    [InlineData("kif lora")]
    [InlineData("kif_lora")]
    [InlineData("ķif")]
    public void Malformed_names_are_refused(string name) =>
        FluentActions.Invoking(() => catalog.AddStrategy<NoOptions>(name, "", (_, _) => new([]))).Should().Throw<ArgumentException>()
            .WithMessage($"'{name}' is no name: lower-case letters, digits, '-' and '+' are*").WithParameterName("name");

    [Fact]
    public void A_name_is_given_once_per_kind()
    {
        catalog.AddStrategy<NoOptions>("a", "", (_, _) => new([]));
        FluentActions.Invoking(() => catalog.AddStrategy<NoOptions>("a", "", (_, _) => new([]))).Should().Throw<ArgumentException>()
            .WithMessage("the name 'a' is taken*");
        catalog.AddReplayBuffer<NoMemory>("a", "").AddDecomposer<OneUnit>("a", "");
        catalog.Components.Select(c => (c.Kind, c.Name)).Should().Equal((ComponentKind.ReplayBuffer, "a"), (ComponentKind.Decomposer, "a"));
        FluentActions.Invoking(() => catalog.AddReplayBuffer<NoMemory>("a", "")).Should().Throw<ArgumentException>().WithMessage("the name 'a' is taken*");
    }

    [Fact]
    public void A_part_of_no_kind_is_refused() =>
        FluentActions.Invoking(() => KifCatalog.KindOf(typeof(Doing))).Should().Throw<ArgumentException>()
            .WithMessage("Doing is no decomposer, estimator, fuser, replay buffer, metric or task format");

    [Fact]
    public void A_type_alone_is_made_with_its_options_or_without_any()
    {
        catalog.AddStrategy<Sized, Sizes>("sized", "").AddStrategy<Doing>("plain", "").AddFuser<Average, Sizes>("average", "")
            .AddFuser<Average, Sizes>("other", "", o => new(new() { Size = o.Size + 1 }));
        ((Sized)catalog.Strategy("sized").Compose(new Sizes { Size = 4 }, NoParts).Parts[0].Strategy).Size.Should().Be(4);
        catalog.Strategy("plain").Compose(new NoOptions(), NoParts).Parts[0].Should().BeOfType<StrategyPart>().Which.Strategy.Should().BeOfType<Doing>();
        ((Average)catalog.Component(ComponentKind.Fuser, "average").Create(new Sizes { Size = 5 })).Size.Should().Be(5);
        ((Average)catalog.Component(ComponentKind.Fuser, "other").Create(new Sizes { Size = 5 })).Size.Should().Be(6);
    }

    [Fact]
    public void A_type_that_cannot_be_made_is_refused_when_it_is_registered()
    {
        catalog.Invoking(c => c.AddStrategy<Sized, NoOptions>("a", "")).Should().Throw<ArgumentException>()
            .WithMessage("Sized has no public constructor that takes nothing: *");
        catalog.Invoking(c => c.AddFuser<Hidden, Sizes>("a", "")).Should().Throw<ArgumentException>()
            .WithMessage("Hidden has no public constructor that takes Sizes or nothing: *");
        catalog.Invoking(c => c.AddFuser<IKnowledgeFuser, Sizes>("a", "")).Should().Throw<ArgumentException>()
            .WithMessage("IKnowledgeFuser is abstract or an interface: *");
        catalog.Strategies.Should().BeEmpty();
        catalog.Components.Should().BeEmpty();
    }

    [Fact]
    public void What_a_constructor_throws_comes_through_as_it_is()
    {
        catalog.AddStrategy<Sized, Sizes>("sized", "");
        FluentActions.Invoking(() => catalog.Strategy("sized").Compose(new Sizes { Size = -1 }, NoParts)).Should().Throw<CompositionException>()
            .WithMessage("size is -1");
    }

    [Fact]
    public void A_name_in_other_case_is_the_nearest()
    {
        catalog.AddFuser<Average, Sizes>("rouge-1", "").AddFuser<Average, Sizes>("rouge-l", "");
        FluentActions.Invoking(() => catalog.Component(ComponentKind.Fuser, "rouge-L")).Should().Throw<CompositionException>()
            .WithMessage("*did you mean 'rouge-l'?*");
    }

    private sealed class Nothing : IComponentSource
    {
        public TPart Create<TPart>(ComponentChoice choice) where TPart : class => throw new InvalidOperationException("these strategies ask for no parts");
    }

    private sealed class Sizes
    {
        public int Size { get; set; } = 1;
    }

    private sealed class Doing : ContinualStrategy
    {
        public int Size { get; init; }
    }

    private sealed class Sized(Sizes sizes) : ContinualStrategy
    {
        public int Size { get; } = sizes.Size >= 0 ? sizes.Size : throw new CompositionException($"size is {sizes.Size}");
    }

    private class Average(Sizes sizes) : IKnowledgeFuser
    {
        public int Size => sizes.Size;

        public Fusion Fuse(in FusionInput input) => new([]);
    }

    private sealed class Hidden : Average
    {
        private Hidden(Sizes sizes) : base(sizes) { }
    }

    private sealed class OneUnit : ISkillUnitDecomposer
    {
        public SkillUnits Decompose(ParameterSpace space) => new(space, [new("all", [UnitPart.Of(0)])]);
    }

    private sealed class NoMemory : IReplayBuffer
    {
        public IReadOnlyList<ReplayExample> Contents => [];

        public void Update(in BufferUpdate offered) { }

        public void Visit(IStateVisitor state) { }
    }
}
