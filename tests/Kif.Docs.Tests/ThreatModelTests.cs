using System.Text.RegularExpressions;
using Kif.Docs.Tests.Blocks;

namespace Kif.Docs.Tests;

/// <summary>Every line of the threat model that says what is done names tests of it, and they exist.</summary>
public sealed partial class ThreatModelTests
{
    private const string Head = "| boundary | what could go wrong | what Kif does | tests |";

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs/threat-model.md"));

    private static readonly HashSet<string> Tests = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/") && !f.Contains("/bin/")).SelectMany(Of)];

    [Fact]
    public void Every_line_has_tests_that_exist()
    {
        string[][] rows = [.. Rows()];
        rows.Should().HaveCountGreaterThan(30);
        foreach (string[] cells in rows)
        {
            cells.Should().HaveCount(4, string.Join('|', cells)).And.NotContain("");
            string[] named = [.. Named().Matches(cells[3]).Select(m => m.Groups[1].Value)];
            named.Should().NotBeEmpty(cells[0]);
            Named().Replace(cells[3], "").Trim(' ', ',').Should().BeEmpty("the last cell of '{0}' has tests alone", cells[0]);
            named.Except(Tests).Should().BeEmpty("of '{0}'", cells[0]);
        }
    }

    [Fact]
    public void Every_format_that_is_fuzzed_has_its_number_of_cases()
    {
        string[] sources = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests/Fuzzing"), "*Targets.cs", SearchOption.AllDirectories)];
        string[] formats = [.. sources.SelectMany(f => Format().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Distinct()];
        formats.Length.Should().BeGreaterThan(12);
        string told = File.ReadAllText(Path.Combine(Repository.Root, "docs/verification.md"));
        string usage = File.ReadAllText(Path.Combine(Repository.Root, "bench/Kif.Bench/Fuzz/FuzzOptions.cs"));
        foreach (string format in formats)
        {
            Regex.IsMatch(told, $@"^\| `{format}` \|.*\d", RegexOptions.Multiline).Should().BeTrue("of {0}", format);
            usage.Should().Contain(format);
        }
    }

    private static IEnumerable<string[]> Rows()
    {
        bool inside = false;
        foreach (string line in Lines)
        {
            if (inside && line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal)) yield return [.. line.Trim('|').Split('|').Select(c => c.Trim())];
            else if (!line.StartsWith('|')) inside = false;
            inside |= line == Head;
        }
    }

    /// <summary>The tests of a file as Class.Method: methods with an attribute that makes them one.</summary>
    private static IEnumerable<string> Of(string file)
    {
        string type = "", text = File.ReadAllText(file);
        bool marked = false;
        foreach (string line in text.Split('\n'))
        {
            if (Class().Match(line) is { Success: true } named) type = named.Groups[1].Value;
            if (line.TrimStart().StartsWith('[') && Marked().IsMatch(line)) marked = true;
            if (!marked || Method().Match(line) is not { Success: true } method) continue;
            marked = false;
            yield return $"{type}.{method.Groups[1].Value}";
        }
    }

    [GeneratedRegex("`([A-Za-z0-9_]+\\.[A-Za-z0-9_]+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"^\s*public (?:sealed |abstract |partial |static )*class (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"\b(Fact|Theory)\b")]
    private static partial Regex Marked();

    [GeneratedRegex(@"^\s*public (?:async )?(?:void|Task) (\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex("""(?:new|FuzzTarget|Table)\("([a-z]+)", """)]
    private static partial Regex Format();
}
