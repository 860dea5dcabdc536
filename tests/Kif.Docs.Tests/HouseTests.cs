using System.Reflection;
using System.Xml.Linq;
using Kif.Cli;
using Kif.Docs.Tests.Blocks;

namespace Kif.Docs.Tests;

/// <summary>The shape of the code: folders without circles, files and lines of a sane size, few and documented public types in few namespaces.</summary>
public sealed class HouseTests
{
    /// <summary>The most public types, nested ones included, of all libraries and the tool.</summary>
    private const int MostPublicTypes = 247;

    private const int MostLines = 400, MostColumns = 160, FewestFiles = 4, ShortFile = 20;

    private const double MostShortFiles = 0.12;

    private static readonly string[] Namespaces = ["Kif", "Kif.Models", "Kif.Tokenizers", "Kif.ML", "Kif.Testing", "Kif.Reports", "Kif.Serving", "Kif.Cli"];

    private static readonly SourceTree Source = SourceTree.OfLibraries();

    private static readonly Type[] PublicTypes = [.. new[]
        { "Abstractions", "Models", "Strategies", "Baselines", "Pipeline", "Reports", "Serving", "Extensions.AI", "Extensions.AI.Evaluation", "Hosting", "Testing" }
        .Select(name => Assembly.Load("Kif." + name)).Append(typeof(KifCommandLine).Assembly).SelectMany(a => a.GetExportedTypes())];

    [Fact]
    public void No_circle_runs_through_folders() => None(Source.Circles());

    [Fact]
    public void A_circle_is_told_with_the_files_and_types_that_close_it() => new SourceTree(new Dictionary<string, string>
    {
        ["a/One.cs"] = "namespace Kif;\nclass One { Two two; class Inner { } }",
        ["b/Two.cs"] = "namespace Kif;\n/// <see cref=\"Four\"/>\nclass Two { Three three; string text = \"Four\"; Inner inner; }",
        ["c/Three.cs"] = "using Kif;\nnamespace Kif.ML;\nrecord Three(One One);",
        ["b/Use.cs"] = "using Kif.ML;\nnamespace Kif;\nclass Use { Three three; }",
        ["d/Four.cs"] = "namespace Kif;\nclass Four { One one; }",
    }).Circles().Should().Equal("a uses b: a/One.cs names Two", "b uses c: b/Use.cs names Three", "c uses a: c/Three.cs names One");

    [Fact]
    public void A_folder_has_at_least_four_files_or_is_a_project() => None(Source.Folders
        .Where(f => f.Count() < FewestFiles && !Directory.EnumerateFiles(Path.Combine(Repository.Root, f.Key), "*.csproj").Any())
        .Select(f => string.Join(", ", f)));

    [Fact]
    public void A_file_has_at_most_400_lines() =>
        None(Source.Lines.Where(f => f.Value.Length > MostLines).Select(f => $"{f.Key}: {f.Value.Length}"));

    [Fact]
    public void A_line_has_at_most_160_characters() => None(Source.Lines
        .SelectMany(f => f.Value.Select((line, i) => (Place: $"{f.Key}:{i + 1}", line.Length))).Where(l => l.Length > MostColumns)
        .Select(l => $"{l.Place}: {l.Length}"));

    [Fact]
    public void Few_files_are_short()
    {
        string[] few = [.. Source.Lines.Where(f => f.Value.Length <= ShortFile).Select(f => f.Key)];
        few.Length.Should().BeLessThanOrEqualTo((int)(MostShortFiles * Source.Lines.Count), "a few lines belong in the file that uses them: {0}",
            string.Join(", ", few));
    }

    [Fact]
    public void Public_types_are_in_few_namespaces() =>
        None(PublicTypes.Where(t => !Namespaces.Contains(t.Namespace)).Select(t => t.FullName));

    [Fact]
    public void Public_types_are_few() => PublicTypes.Length.Should().BeLessThanOrEqualTo(MostPublicTypes,
        "whoever adds a public type knows why it can't be internal, and then raises {0}", nameof(MostPublicTypes));

    [Fact]
    public void A_public_type_has_a_summary()
    {
        HashSet<string> documented = [.. PublicTypes.Select(t => t.Assembly.GetName().Name).Distinct()
            .SelectMany(name => XDocument.Load(Path.Combine(AppContext.BaseDirectory, name + ".xml")).Descendants("member"))
            .Where(m => m.Element("summary")?.Value.Trim().Length > 0).Select(m => m.Attribute("name")!.Value)];
        None(PublicTypes.Select(t => "T:" + t.FullName!.Replace('+', '.')).Except(documented));
    }

    /// <summary>Asserts that there is none, and tells all of them otherwise.</summary>
    private static void None(IEnumerable<string?> found) => string.Join('\n', found).Should().BeEmpty();
}
