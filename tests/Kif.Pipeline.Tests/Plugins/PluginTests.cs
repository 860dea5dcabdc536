using System.Runtime.Loader;

namespace Kif.Pipeline.Tests.Plugins;

public sealed class PluginTests : IDisposable
{
    private static readonly string Sample = Path.Combine(AppContext.BaseDirectory, "plugins", "sample", "Kif.SamplePlugin.dll");
    private readonly string folder = Directory.CreateTempSubdirectory("kif-plugin-tests-").FullName;

    [Fact]
    public void Its_strategy_is_composed_as_the_built_in_ones_are_with_its_options_checked()
    {
        KifCatalog catalog = KifServices.BuiltIn().AddPlugin(Sample);
        var composer = new StrategyComposer(catalog);
        composer.Choose("sample-pull", [new("lambda", "2")]).Compose().Parts.Should().ContainSingle(p => p.Name == "sample-pull");
        composer.Invoking(c => c.Choose("sample-pull", [new("lambda", "-1")])).Should().Throw<CompositionException>().WithMessage("sample-pull.lambda is -1*");
        catalog.Component(ComponentKind.Metric, "sample-letter").Description.Should().NotBeEmpty();
    }

    [Fact]
    public void It_lives_in_a_context_of_its_own_that_shares_Kif_with_the_program()
    {
        Type options = KifServices.BuiltIn().AddPlugin(Sample).Strategy("sample-pull").OptionsType;
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(options.Assembly)!;
        context.Should().NotBeSameAs(AssemblyLoadContext.Default);
        context.Assemblies.Select(a => a.GetName().Name).Should().BeEquivalentTo("Kif.SamplePlugin", "Kif.SamplePlugin.Words");
        AppDomain.CurrentDomain.GetAssemblies().Count(a => a.GetName().Name == "Kif.Abstractions").Should().Be(1);
    }

    [Fact]
    public void A_taken_name_is_told_with_its_owner_and_nothing_of_the_plug_in_stays()
    {
        KifCatalog catalog = new KifCatalog().AddFrom("Acme", kif => kif.AddMetric<Never>("sample-letter", "another"));
        Refused(Sample, catalog).Message.Should().Be($"plug-in '{Sample}' can't be registered: the name 'sample-letter' is taken by Acme");
        catalog.Strategies.Should().BeEmpty();
        catalog.Components.Should().ContainSingle();

        KifCatalog twice = KifServices.BuiltIn().AddPlugin(Sample);
        Refused(Sample, twice).Message.Should().EndWith("the name 'sample-pull' is taken by Kif.SamplePlugin.dll");
    }

    [Fact]
    public void A_missing_dependency_is_found_before_anything_is_registered()
    {
        string alone = Path.Combine(folder, "Kif.SamplePlugin.dll");
        File.Copy(Sample, alone);
        Refused(alone).Message.Should().Contain("needs the assembly Kif.SamplePlugin.Words, which is not beside it").And.Contain("EnableDynamicLoading");
    }

    [Theory]
    [InlineData("Kif.Abstractions", 7, 3, "was built against Kif.Abstractions 7.3, this program has ")]
    [InlineData("TorchSharp", 9, 107, "was built against TorchSharp 9.107, this program has ")]
    public void An_assembly_built_against_another_version_is_refused_with_both_versions(string reference, ushort major, ushort minor, string message)
    {
        string other = Path.Combine(folder, "other.dll");
        BuiltAgainst.Write(Sample, other, reference, major, minor);
        Refused(other).Message.Should().Contain(message).And.Contain("build it again against");
    }

    [Fact]
    public void What_is_no_plug_in_is_told_in_one_line()
    {
        string text = Path.Combine(folder, "text.dll"), native = Path.Combine(AppContext.BaseDirectory, "libc10.so");
        File.WriteAllText(text, "no assembly");
        Refused(Path.Combine(folder, "none.dll")).Message.Should().EndWith("none.dll' is not there");
        Refused(folder).Message.Should().EndWith("is a folder; name the .dll in it");
        Refused(text).Message.Should().EndWith("is no .NET assembly");
        Refused(native).Message.Should().EndWith("is no .NET assembly");
        Refused(typeof(KifServices).Assembly.Location).Message.Should().EndWith("has no class that implements IKifPlugin");
        Refused(Path.Combine(Path.GetDirectoryName(Sample)!, "Kif.SamplePlugin.Words.dll")).Message.Should()
            .Contain("HiddenPlugin, which implements IKifPlugin and is not public");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static CompositionException Refused(string file, KifCatalog? catalog = null)
    {
        CompositionException e = (catalog ?? KifServices.BuiltIn()).Invoking(c => c.AddPlugin(file)).Should().Throw<CompositionException>().Which;
        e.Message.Should().StartWith($"plug-in '{file}' ").And.NotContain("\n");
        return e;
    }

    public sealed class Never : ITaskMetric
    {
        public string Name => "never";

        public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) => 0;
    }
}
