using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Kif.Packages.Tests;

public sealed class LibraryTests
{
    private static readonly string[] Pins = ["Google.Protobuf", "SharpZipLib", "SkiaSharp", "TorchSharp"];

    public static TheoryData<string> Libraries => [.. Packed.Libraries];

    [Theory, MemberData(nameof(Libraries))]
    public void A_library_is_one_managed_assembly_with_its_documentation_and_nothing_native(string id)
    {
        Packed.Files(id).Should().Equal("README.md", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml");
        using var image = new PEReader([.. Packed.Read(id, $"lib/net10.0/{id}.dll")]);
        image.PEHeaders.CorHeader!.Flags.Should().HaveFlag(CorFlags.ILOnly);
    }

    [Theory, MemberData(nameof(Libraries))]
    public void It_says_what_it_is_and_under_which_license_and_names_no_address(string id)
    {
        var metadata = Packed.Metadata(id);
        metadata.Value("id").Should().Be(id);
        metadata.Value("license").Should().Be("MIT");
        metadata.Value("readme").Should().Be("README.md");
        metadata.Value("description").Should().NotBeNullOrEmpty().And.NotBe("Package Description");
        metadata.Value("projectUrl").Should().BeNull();
        System.Text.Encoding.UTF8.GetString(Packed.Read(id, "README.md")).Should().StartWith($"# {id}\n").And.NotContain("http");
    }

    [Theory]
    [InlineData("Kif.Abstractions")]
    [InlineData("Kif.Baselines", "Kif.Abstractions", "Kif.Strategies")]
    [InlineData("Kif.Models", "Kif.Abstractions")]
    [InlineData("Kif.Strategies", "Kif.Abstractions")]
    public void It_depends_on_its_own_projects_and_managed_TorchSharp_with_its_pins_alone(string id, params string[] projects) =>
        Dependencies(id).Should().BeEquivalentTo([.. projects, .. Pins]);

    [Fact]
    public void No_library_depends_on_a_native_libtorch_and_all_depend_on_each_other_in_this_version()
    {
        foreach (string id in Packed.Libraries)
        {
            Dependencies(id).Should().NotContain(d => d.StartsWith("libtorch", StringComparison.OrdinalIgnoreCase) || d.StartsWith("TorchSharp-"));
            Packed.Metadata(id).Descendants().Where(e => e.Name.LocalName == "dependency" && ((string)e.Attribute("id")!).StartsWith("Kif."))
                .Should().NotContain(e => (string)e.Attribute("version")! != $"[{Packed.Version}]");
        }
        Dependencies("Kif.Testing").Should().Contain("Kif.Pipeline").And.NotContain("xunit.v3", "a third party chooses the runner");
    }

    [Theory, MemberData(nameof(Libraries))]
    public void Its_symbols_name_sources_by_paths_that_are_the_same_on_every_machine(string id)
    {
        Packed.Files(id, "snupkg").Should().Equal($"lib/net10.0/{id}.pdb");
        using MetadataReaderProvider symbols = MetadataReaderProvider.FromPortablePdbImage([.. Packed.Read(id, $"lib/net10.0/{id}.pdb", "snupkg")]);
        MetadataReader reader = symbols.GetMetadataReader();
        string[] sources = [.. reader.Documents.Select(d => reader.GetString(reader.GetDocument(d).Name))];
        sources.Should().Contain(s => s.StartsWith("/_/src/")).And.OnlyContain(s => s.StartsWith("/_/"));
    }

    [Theory, MemberData(nameof(Libraries))]
    public void Its_assembly_version_has_no_more_than_what_makes_a_surface(string id)
    {
        using var image = new PEReader([.. Packed.Read(id, $"lib/net10.0/{id}.dll")]);
        Version version = image.GetMetadataReader().GetAssemblyDefinition().Version;
        int[] numbers = [.. Packed.Version.Split('-')[0].Split('.').Select(int.Parse)];
        version.Should().Be(numbers[0] == 0 ? new Version(0, numbers[1], 0, 0) : new Version(numbers[0], 0, 0, 0));
    }

    private static string[] Dependencies(string id) =>
        [.. Packed.Metadata(id).Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => (string)e.Attribute("id")!)];
}
