namespace Kif.Tests.Registration;

public class KifCatalogTests
{
    private static readonly IComponentSource NoParts = new Nothing();
    private readonly KifCatalog catalog = new();

    [Fact]
    public void Strategies_are_kept_in_order_and_found_by_name()
    {
        catalog.AddStrategy<NoOptions>("b", "second letter", (_, _) => new([])).AddStrategy<Doing, Sizes>("a+1", "first letter", _ => new Doing());
        catalog.Strategies.Select(s => (s.Name, s.Description, s.OptionsType)).Should().Equal(("b", "second letter", typeof(NoOptions)), ("a+1", "first letter", typeof(Sizes)));
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
        FluentActions.Invoking(() => catalog.AddStrategy<NoOptions>("a", "", (_, _) => new([]))).Should().Throw<ArgumentException>().WithMessage("the name 'a' is taken*");
        catalog.AddComponent<NoMemory, NoOptions>("a", "", _ => new()).AddComponent<OneUnit, NoOptions>("a", "", _ => new());
        catalog.Components.Select(c => (c.Kind, c.Name)).Should().Equal((ComponentKind.ReplayBuffer, "a"), (ComponentKind.Decomposer, "a"));
        FluentActions.Invoking(() => catalog.AddComponent<NoMemory, NoOptions>("a", "", _ => new())).Should().Throw<ArgumentException>().WithMessage("the name 'a' is taken*");
    }

    [Fact]
    public void A_part_of_no_kind_is_refused() =>
        FluentActions.Invoking(() => catalog.AddComponent<Doing, NoOptions>("a", "", _ => new())).Should().Throw<ArgumentException>()
            .WithMessage("Doing is no decomposer, estimator, fuser, replay buffer or metric");

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

    private sealed class OneUnit : ISkillUnitDecomposer
    {
        public SkillUnits Decompose(ParameterSpace space) => new(space, [new("all", [UnitPart.Of(0)])]);
    }

    private sealed class NoMemory : IReplayBuffer
    {
        public IReadOnlyList<Remembered> Contents => [];

        public void Remember(in MemoryOffered offered) { }

        public void Visit(IStateVisitor state) { }
    }
}
