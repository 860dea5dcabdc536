using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kif.Packages.Tests;

/// <summary>The bill of materials beside the packages lists what the locks of the libraries and the tool list, and nothing else.</summary>
public sealed class SbomTests
{
    private static readonly Lazy<JsonElement> Bill = new(() => JsonElement.Parse(File.ReadAllBytes(Path.Combine(Packed.Folder, "kif.cdx.json"))));

    private static readonly Lazy<string> Root = new(() =>
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Kif.sln"))) at = at.Parent;
        return at?.FullName ?? throw new DirectoryNotFoundException("Kif.sln is in no folder above the tests");
    });

    [Fact]
    public void It_lists_exactly_what_the_locks_list_with_their_hashes()
    {
        var locked = Directory.GetDirectories(Path.Combine(Root.Value, "src")).Select(d => Path.Combine(d, "packages.lock.json")).Where(File.Exists)
            .SelectMany(f => JsonElement.Parse(File.ReadAllBytes(f)).GetProperty("dependencies").EnumerateObject()).SelectMany(f => f.Value.EnumerateObject())
            .Where(p => p.Value.GetProperty("type").GetString() != "Project")
            .Select(p => (p.Name, Text(p.Value, "resolved"), Text(p.Value, "contentHash"))).Distinct();
        Bill.Value.GetProperty("components").EnumerateArray()
            .Select(c => (Text(c, "name"), Text(c, "version"), Text(c.GetProperty("properties")[0], "value"))).Should().BeEquivalentTo(locked);
    }

    [Fact]
    public void Every_package_has_a_license_a_hash_and_a_name_that_tools_know()
    {
        foreach (JsonElement component in Bill.Value.GetProperty("components").EnumerateArray())
        {
            Text(component, "purl").Should().Be($"pkg:nuget/{Text(component, "name")}@{Text(component, "version")}");
            component.GetProperty("licenses").GetArrayLength().Should().Be(1);
            component.GetProperty("licenses")[0].GetRawText().Should().NotContain("none is said", Text(component, "name"));
            Text(component.GetProperty("hashes")[0], "content").Should().MatchRegex("^[0-9a-f]{128}$");
        }
    }

    [Fact]
    public void Every_library_and_the_tool_are_there_in_this_version()
    {
        JsonElement own = Bill.Value.GetProperty("metadata").GetProperty("component");
        own.GetProperty("components").EnumerateArray().Select(c => Text(c, "name")).Should().BeEquivalentTo([.. Packed.Libraries, "Kif.Cli"]);
        own.GetProperty("components").EnumerateArray().Select(c => Text(c, "version")).Should().OnlyContain(v => v == Packed.Version);
    }

    [Fact]
    public void What_the_packages_depend_on_is_in_it()
    {
        string[] listed = [.. Bill.Value.GetProperty("components").EnumerateArray().Select(c => Text(c, "name"))];
        foreach (string id in Packed.Libraries)
            Packed.Metadata(id).Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => (string)e.Attribute("id")!)
                .Where(d => !Regex.IsMatch(d, "^Kif\\.")).Should().BeSubsetOf(listed, id);
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
