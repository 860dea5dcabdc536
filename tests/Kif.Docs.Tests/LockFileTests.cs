using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Kif.Docs.Tests.Blocks;

namespace Kif.Docs.Tests;

/// <summary>Every project of the solution has a lock file, with the versions that are pinned, hashes, and no place that packages come from.</summary>
public sealed partial class LockFileTests
{
    private static readonly string[] Projects = [.. Project().Matches(File.ReadAllText(Path.Combine(Repository.Root, "Kif.sln")))
        .Select(m => Path.GetDirectoryName(Path.Combine(Repository.Root, m.Groups[1].Value.Replace('\\', '/')))!).Append(Path.Combine(Repository.Root, "tests/Kif.Packages.Tests"))];

    private static readonly Dictionary<string, string> Pinned = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
        .ToDictionary(e => e.Attribute("Include")!.Value, e => e.Attribute("Version")!.Value, StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void Every_project_is_locked()
    {
        Projects.Length.Should().BeGreaterThan(25);
        Projects.Where(p => !File.Exists(Path.Combine(p, "packages.lock.json"))).Should().BeEmpty("dotnet restore Kif.sln writes them");
    }

    [Fact]
    public void Locks_have_the_pinned_versions_hashes_and_no_addresses()
    {
        foreach (string file in Projects.Select(p => Path.Combine(p, "packages.lock.json")))
        {
            string text = File.ReadAllText(file);
            text.Should().NotContain("://", file).And.NotContain("/root").And.NotContain("/home/");
            foreach (JsonProperty package in JsonElement.Parse(text).GetProperty("dependencies").EnumerateObject().SelectMany(f => f.Value.EnumerateObject()))
            {
                string kind = package.Value.GetProperty("type").GetString()!;
                if (kind == "Project") continue;
                package.Value.GetProperty("contentHash").GetString().Should().MatchRegex("^[A-Za-z0-9+/]{86}==$", $"of {package.Name} in {file}");
                if (kind == "Direct" && Pinned.TryGetValue(package.Name, out string? version) && !version.Contains('$'))
                    package.Value.GetProperty("resolved").GetString().Should().Be(version, $"of {package.Name} in {file}");
            }
        }
    }

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex Project();
}
