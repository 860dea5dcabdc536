using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Options;

/// <summary>One composition is described alike, whether it was said in code, in a file or on the command line.</summary>
public sealed class CanonicalDescriptionTests
{
    private static string Json(StrategyChoice choice) => choice.Spec.ToJson();

    [Fact]
    public void The_example_of_the_contracts_has_every_value()
    {
        StrategyChoice file = new StrategyComposer(KifServices.BuiltIn()).Choose(CompositionFile.Parse(
            """{ "strategy": "kif-lora", "decompose": "rank", "estimate": {"use":"mixed","beta1":0.9}, "fuse": "adaptive" }"""));
        file.Spec.Options.Select(o => o.Path).Should()
            .StartWith("accumulation").And.Contain(["decompose.use", "estimate.use", "estimate.beta1", "estimate.beta2", "fuse.temperature", "orthogonality"]);
        file.Spec.Options.Single(o => o.Path == "estimate.beta1").Should().Match<OptionValue>(o => o.Text == "0.9" && o.Origin == OptionOrigin.Code);
        file.Spec.Options.Single(o => o.Path == "orthogonality").Should()
            .Match<OptionValue>(o => o.Text == "0.1" && o.Origin == OptionOrigin.Default);
        Json(file).Should().StartWith("{\n  \"strategy\": \"kif-lora\",\n  \"accumulation\": 0.7,\n");
    }

    [Fact]
    public void Parts_put_together_in_code_learn_as_the_strategy_that_is_known_for_them()
    {
        KifCatalog catalog = KifServices.BuiltIn()
            .AddStrategy("mine", "kif-lora, put together here", s => s.Decompose<RankUnits>().Estimate("mixed").Fuse<AdaptiveFuser>()
                .Add("orthogonality", ("lambda", 0.1)))
            .AddStrategy("mine-m", "with a memory", s => s.From("kif-lora").Remember<UniformBuffer>(("share", 0.5)).WithReplayMode("balanced"));
        var composer = new StrategyComposer(catalog);
        TinyRun.Learn(composer.Choose("mine").Compose(), tasks: 3).Should().Equal(TinyRun.Learn(composer.Choose("kif-lora").Compose(), tasks: 3));
        Json(composer.Choose("mine-m")).Should()
            .Be(Json(composer.Choose("kif-lora+replay", [new("replay.buffer.share", "0.5"), new("replay.mode", "balanced")])));
        composer.Choose("mine-m+ewc", [new("mine-m.kif-lora.fuse", "average")]).Spec.Strategy.Should().Be("kif-lora+replay+ewc");
    }

    [Fact]
    public void A_sum_with_options_takes_further_strategies()
    {
        var composer = new StrategyComposer(KifServices.BuiltIn());
        Json(composer.Choose(
            CompositionFile.Parse("""{ "strategy": "kif-lora+replay", "replay": { "buffer": { "share": 0.1 } }, "add": [{ "use": "ewc", "lambda": 2 }] }""")))
            .Should().Be(Json(composer.Choose("kif-lora+replay+ewc", [new("replay.buffer.share", "0.1"), new("ewc.lambda", "2")])));
    }

    [Fact]
    public void Random_compositions_are_described_alike_in_all_forms_and_read_back()
    {
        var random = new Random(7);
        for (int round = 0; round < 60; round++)
        {
            RandomComposition made = RandomComposition.Draw(random, KifServices.BuiltIn());
            KifCatalog catalog = KifServices.BuiltIn().AddStrategy("mine", "", made.Compose);
            var composer = new StrategyComposer(catalog);
            string fromCode = Json(composer.Choose("mine")), fromFile = Json(composer.Choose(CompositionFile.Parse(made.Json)));
            string fromCommand = Json(composer.Choose(made.Strategy, made.Settings));
            fromFile.Should().Be(fromCode, made.Json);
            fromCommand.Should().Be(fromCode, made.Json);
            Json(composer.Choose(CompositionFile.Parse(fromCode))).Should().Be(fromCode, "a description is a composition");
        }
    }

    [Fact]
    public void Compositions_that_differ_are_described_differently_where_a_profile_reads_parts_otherwise()
    {
        var composer = new StrategyComposer(KifServices.BuiltIn());
        StrategyChoice paper = composer.Choose("kif-lora", [new("profile", "paper")]);
        paper.Spec.Options.Single(o => o.Path == "estimate.beta1").Should()
            .Match<OptionValue>(o => o.Text == "0.55" && o.Origin == OptionOrigin.Strategy);
        Json(composer.Choose("kif-lora", [new("profile", "paper"), new("estimate.beta1", "0.85")])).Should().NotBe(Json(paper));
        Json(composer.Choose(CompositionFile.Parse(Json(paper)))).Should().Be(Json(paper));
    }

    [Fact]
    public void A_later_source_counts_and_another_part_makes_its_settings_void()
    {
        StrategySpec file = CompositionFile.Parse(
            """{ "strategy": "kif-lora", "estimate": {"beta1": 0.9, "use": "mixed"}, "fuse": {"use":"adaptive","temperature":0.5} }""",
            OptionOrigin.File("a/b.json"));
        StrategyChoice choice = new StrategyComposer(KifServices.BuiltIn())
            .Choose(file with { Options = [.. file.Options, new("estimate", "magnitude", "command line"), new("fuse.temperature", "0.6", "command line")] });
        choice.Spec.Options.Where(o => o.Path.StartsWith("estimate.")).Should().ContainSingle().Which.Should()
            .Match<OptionValue>(o => o.Text == "magnitude" && o.Origin == "command line");
        choice.Spec.Options.Single(o => o.Path == "fuse.use").Origin.Should().Be("file:b.json");
        choice.Spec.Options.Single(o => o.Path == "fuse.temperature").Should()
            .Match<OptionValue>(o => o.Text == "0.6" && o.Origin == "command line");
    }

    [Theory]
    [InlineData("""{ "strategy": "kif-lora", "fusee": "adaptive" }""", "no option of 'kif-lora' is named 'fusee'; did you mean 'fuse'?* (file:x.json)")]
    [InlineData("""{ "strategy": "kif-lra" }""", "no strategy is named 'kif-lra'; did you mean 'kif-lora'?*")]
    [InlineData("""{ "strategy": "kif-lora", "fuse": {"use":"adaptive","temprature":1} }""",
        "no option of 'kif-lora.fuse(adaptive)' is named 'temprature'; did you mean 'temperature'?*")]
    [InlineData("""{ "strategy": "kif-lora", "fuse": {"temperature":0} }""", "kif-lora.fuse(adaptive).temperature is 0; allowed: above 0*")]
    [InlineData("""{ "strategy": "kif-lora", "fuse": ["adaptive"] }""", "file:x.json: 'fuse' is a list or an object; a single value is needed")]
    [InlineData("""{ "strategy": "kif-lora", "fuse": "adaptve" }""", "kif-lora.fuse: no Fuser is named 'adaptve'; did you mean 'adaptive'?*")]
    [InlineData("""{ "fuse": "adaptive" }""", "file:x.json is no composition: 'strategy' is missing")]
    [InlineData("""{ "strategy": """, "file:x.json is no composition: *: line 1, byte 15")]
    [InlineData("""{ "strategy": "ewc", "strategy": "si" }""", "file:x.json is no composition: *")]
    [InlineData("""{ "strategy": "kif", "add": [{"lambda": 1}] }""", "file:x.json: what 'add' lists is a name or an object with 'use'")]
    [InlineData("""[]""", "file:x.json is no composition: an object with 'strategy' is needed")]
    public void A_wrong_file_is_refused_with_path_and_nearest_name(string json, string message) =>
        FluentActions.Invoking(() => new StrategyComposer(KifServices.BuiltIn()).Choose(CompositionFile.Parse(json, OptionOrigin.File("x.json")))).Should()
        .Throw<CompositionException>().WithMessage(message);

    [Fact]
    public void What_code_names_wrongly_is_refused_when_it_is_registered()
    {
        KifCatalog catalog = KifServices.BuiltIn();
        catalog.Invoking(c => c.AddStrategy("a", "", s => s.Fuse("adaptve"))).Should().Throw<CompositionException>().WithMessage("*did you mean 'adaptive'?*");
        catalog.Invoking(c => c.AddStrategy("a", "", s => s.Estimate<SensitivityImportance>())).Should().Throw<CompositionException>()
            .WithMessage("SensitivityImportance is registered as mixed, first-order, *: choose one of these names");
        catalog.Invoking(c => c.AddStrategy("a", "", s => s.Set("accumulation", 0.5).From("kif-lora"))).Should().Throw<InvalidOperationException>();
        catalog.Invoking(c => c.AddStrategy("ewc", "", s => s.Fuse("adaptive"))).Should().Throw<ArgumentException>().WithMessage("the name 'ewc' is taken*");
    }
}
