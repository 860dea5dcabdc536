using System.Reflection;
using System.Text.RegularExpressions;
using Kif.Docs.Tests.Blocks;

namespace Kif.Docs.Tests;

/// <summary>The page about the public surface has every public type once, with the numbers that it says (made by tools/public-surface.py).</summary>
public sealed partial class PublicSurfaceTests
{
    private static readonly string[] Assemblies = ["Kif.Abstractions", "Kif.Models", "Kif.Strategies", "Kif.Baselines", "Kif.Pipeline", "Kif.Reports",
        "Kif.Serving", "Kif.Extensions.AI", "Kif.Extensions.AI.Evaluation", "Kif.Hosting", "Kif.Testing"];
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "public-api.md"));

    [Fact]
    public void Every_public_type_has_its_row() =>
        Rows().Select(r => r.Groups["type"].Value).Should()
        .BeEquivalentTo(Assemblies.SelectMany(a => Assembly.Load(a).GetExportedTypes()).Select(Name), "else run tools/public-surface.py");

    [Fact]
    public void Every_row_says_what_the_type_is() => Rows().Should().OnlyContain(r => r.Groups["what"].Value.Length > 10);

    [Fact]
    public void The_numbers_in_the_headings_add_up()
    {
        int[] groups = [.. Heading().Matches(Page).Select(m => int.Parse(m.Groups["count"].Value))];
        groups.Sum().Should().Be(Rows().Length);
        Page.Should().StartWith($"# The public surface: {Rows().Length} types");
    }

    private static Match[] Rows() => Row().Matches(Page).ToArray();

    private static string Name(Type type)
    {
        string name = type.FullName!.Split('`')[0].Replace('+', '.');
        return (name.StartsWith("Kif.", StringComparison.Ordinal) ? name[4..] : name)
            + (type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(a => a.Name))}>" : "");
    }

    [GeneratedRegex(@"^\| `(?<type>[^`]+)` \| (?<what>.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^## .* \((?<count>\d+)\)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
