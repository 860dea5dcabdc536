using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kif.Pipeline.Tests.Registration;

/// <summary>What <c>services.AddKif()</c> registers, and where options come from.</summary>
public sealed class KifServicesTests
{
    [Fact]
    public void Every_strategy_and_part_is_a_keyed_service_under_its_name()
    {
        using ServiceProvider services = new ServiceCollection().AddKif().BuildServiceProvider();
        var catalog = services.GetRequiredService<KifCatalog>();
        foreach (string name in catalog.Names) services.GetRequiredKeyedService<StrategyComposition>(name).Should().NotBeNull();
        Type[] kinds = [typeof(ISkillUnitDecomposer), typeof(IImportanceEstimator), typeof(IKnowledgeFuser), typeof(IReplayBuffer), typeof(ITaskMetric),
            typeof(ITaskFormat)];
        int parts = 0;
        foreach (Type kind in kinds)
            foreach (ComponentDefinition part in catalog.ComponentsOf(KifCatalog.KindOf(kind)))
            {
                services.GetRequiredKeyedService(kind, part.Name).Should()
                    .BeAssignableTo(kind).And.NotBeSameAs(services.GetRequiredKeyedService(kind, part.Name));
                parts++;
            }
        parts.Should().Be(catalog.Components.Count - catalog.ComponentsOf(ComponentKind.Backbone).Count).And.BeGreaterThan(30);
        catalog.ComponentsOf(ComponentKind.Backbone).Select(c => c.Name).Should().Contain(["t5", "llama", "gpt2", "bert"]);
    }

    [Fact]
    public void Options_of_a_strategy_come_from_code_configuration_and_settings_in_this_order()
    {
        using ServiceProvider services = Services(new() { ["Kif:ewc:lambda"] = "2", ["Kif:ewc:DECAY"] = "0.5" },
            s => s.Configure<EwcOptions>("ewc", o => o.Half = false));
        services.GetRequiredService<IOptionsMonitor<EwcOptions>>().Get("ewc").Should()
            .Match<EwcOptions>(o => o.Lambda == 2 && o.Decay == 0.5 && o.Half == false);
        StrategySpec described = services.GetRequiredService<StrategyComposer>().Choose("ewc", [new("decay", "0.7")]).Spec;
        string Of(string path) => described.Options.Where(o => o.Path == path).Select(o => $"{o.Text} {o.Origin}").Single();
        new[] { "lambda", "decay", "half", "online" }.Select(Of).Should().Equal("2 configuration", "0.7 code", "false code", "false default");
        services.GetRequiredService<IOptionsMonitor<EwcOptions>>().Get("ewc").Decay.Should().Be(0.5, "a composition's settings are its own");
    }

    [Fact]
    public void Options_of_parts_reach_the_strategies_that_use_them()
    {
        using ServiceProvider services = Services(new()
            { ["Kif:fuser:adaptive:temperature"] = "0.4", ["Kif:kif_lora:estimate:beta1"] = "0.6", ["Kif:kif-lora:estimate:use"] = "first-order" },
            s => s.Configure<SensitivityOptions>("first-order", o => o.Beta2 = 0.65));
        StrategySpec described = services.GetRequiredService<StrategyComposer>().Choose("kif-lora").Spec;
        string Of(string path) => described.Options.Where(o => o.Path == path).Select(o => $"{o.Text} {o.Origin}").Single();
        new[] { "fuse.temperature", "estimate.use", "estimate.beta1", "estimate.beta2" }.Select(Of).Should()
            .Equal("0.4 configuration", "first-order configuration", "0.6 configuration", "0.65 code");
    }

    [Theory]
    [InlineData("Kif:ewcc:lambda", "1", "Kif:ewcc: no strategy or kind of part is named 'ewcc'; did you mean 'ewc'?*")]
    [InlineData("Kif:ewc:lamda", "1", "no option of 'ewc' is named 'lamda'; did you mean 'lambda'?*(configuration)")]
    [InlineData("Kif:ewc:lambda", "much", "ewc.lambda is 'much', which is no number (configuration)")]
    [InlineData("Kif:ewc:lambda", "-1", "ewc.lambda is -1; allowed: 0 *")]
    [InlineData("Kif:fuser:adaptve:temperature", "1", "Kif:fuser:adaptve: no Fuser is named 'adaptve'; did you mean 'adaptive'?*")]
    public void A_wrong_configuration_is_refused_when_something_is_composed(string key, string value, string message)
    {
        using ServiceProvider services = Services(new() { [key] = value });
        services.Invoking(s => s.GetRequiredKeyedService<StrategyComposition>("ewc")).Should().Throw<CompositionException>().WithMessage(message);
    }

    [Fact]
    public void Later_changes_of_the_configuration_count_for_later_compositions()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Kif:ewc:lambda", "1")]).Build();
        using ServiceProvider services = new ServiceCollection().AddKif(configuration.GetSection("Kif")).BuildServiceProvider();
        var monitor = services.GetRequiredService<IOptionsMonitor<EwcOptions>>();
        monitor.Get("ewc").Lambda.Should().Be(1);
        configuration["Kif:ewc:lambda"] = "5";
        configuration.Reload();
        monitor.Get("ewc").Lambda.Should().Be(5);
        services.GetRequiredService<StrategyComposer>().Choose("ewc").Spec.Options.Single(o => o.Path == "lambda").Text.Should().Be("5");
        monitor.Get("else").Lambda.Should().Be(new EwcOptions().Lambda, "another name is nobody's");
    }

    [Fact]
    public void A_monitor_refuses_what_a_composition_would()
    {
        using ServiceProvider services = Services(new() { ["Kif:ewc:lambda"] = "-5" });
        services.GetRequiredService<IOptionsMonitor<EwcOptions>>().Invoking(m => m.Get("ewc")).Should().Throw<OptionsValidationException>()
            .WithMessage("ewc.lambda is -5*");
    }

    [Fact]
    public void Nested_options_of_ones_own_are_set_and_validated_with_their_path()
    {
        void Mine(KifCatalog kif) => kif.AddStrategy<NestedStrategy, NestedOptions>("nested", "");
        using ServiceProvider right = Services(new() { ["Kif:nested:inner:size"] = "3" }, configure: Mine),
            wrong = Services(new() { ["Kif:nested:inner:size"] = "0" }, configure: Mine);
        right.GetRequiredService<StrategyComposer>().Choose("nested").Spec.Options.Should()
            .ContainSingle(o => o.Path == "inner.size" && o.Text == "3" && o.Origin == "configuration");
        wrong.Invoking(s => s.GetRequiredService<StrategyComposer>().Choose("nested")).Should().Throw<CompositionException>()
            .WithMessage("nested.inner.size is 0; allowed: 1 to 9");
    }

    [Fact]
    public void A_composition_in_code_has_options_in_the_configuration_too()
    {
        using ServiceProvider services = Services(new() { ["Kif:mine:fuse"] = "average", ["Kif:kif-lora:accumulation"] = "0.2" },
            configure: kif => kif.AddStrategy("mine", "", s => s.From("kif-lora").Fuse("threshold").Set("orthogonality", 0)));
        services.GetRequiredKeyedService<StrategyComposition>("mine").Parts.Should().ContainSingle();
        StrategySpec described = services.GetRequiredService<StrategyComposer>().Choose("mine").Spec;
        string Of(string path) => described.Options.Where(o => o.Path == path).Select(o => $"{o.Text} {o.Origin}").Single();
        new[] { "fuse.use", "orthogonality", "accumulation" }.Select(Of).Should().Equal("average configuration", "0 code", "0.2 configuration");
    }

    private static ServiceProvider Services(Dictionary<string, string?> configuration, Action<IServiceCollection>? more = null,
        Action<KifCatalog>? configure = null)
    {
        IServiceCollection services = new ServiceCollection()
            .AddKif(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build().GetSection("Kif"), configure);
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private sealed class NestedStrategy(NestedOptions options) : ContinualStrategy
    {
        public int Size => options.Inner.Size;
    }

    private sealed class NestedOptions
    {
        public InnerOptions Inner { get; } = new();
    }

    private sealed class InnerOptions
    {
        [System.ComponentModel.DataAnnotations.Range(1, 9)]
        public int Size { get; set; } = 1;
    }
}
