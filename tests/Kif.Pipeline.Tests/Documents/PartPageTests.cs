using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Kif.Pipeline.Tests.Documents;

/// <summary>The pages of decomposers, estimators and fusers name every part that is registered, and its options with their defaults.</summary>
public sealed partial class PartPageTests
{
    [Theory]
    [InlineData(ComponentKind.Decomposer, "decomposers.md")]
    [InlineData(ComponentKind.Estimator, "estimators.md")]
    [InlineData(ComponentKind.Fuser, "fusers.md")]
    public void A_page_names_every_part_and_every_option_with_its_default(ComponentKind kind, string page)
    {
        string[] lines = Lines(page);
        var told = new HashSet<string>();
        string[] of = [];
        foreach (string line in lines)
        {
            if (line.StartsWith("Of ", StringComparison.Ordinal)) of = [.. Quoted().Matches(line).Select(m => m.Groups[1].Value)];
            if (Row().Match(line) is { Success: true } row)
                told.UnionWith(of.Select(part => $"{part}.{row.Groups[1].Value}={row.Groups[2].Value.Replace("`", "", StringComparison.Ordinal).Trim()}"));
        }
        var registered = KifServices.BuiltIn().Components.Where(c => c.Kind == kind).ToArray();
        foreach (ComponentDefinition part in registered) lines.Should().Contain(l => l.StartsWith($"| `{part.Name}` |", StringComparison.Ordinal), part.Name);
        told.Should().BeEquivalentTo(registered.SelectMany(Options));
    }

    private static IEnumerable<string> Options(ComponentDefinition part)
    {
        object options = Activator.CreateInstance(part.OptionsType)!;
        foreach (PropertyInfo property in part.OptionsType.GetProperties())
            yield return $"{part.Name}.{property.Name.ToLowerInvariant()}={Text(property.GetValue(options))}";
    }

    private static string Text(object? value) => value switch
    {
        bool yes => yes ? "true" : "false",
        0.001 => "1e-3",
        IFormattable number and not Enum => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "null",
    };

    private static string[] Lines(string page, [CallerFilePath] string here = "") =>
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "parts", page));

    [GeneratedRegex("`([a-z0-9-]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\|\s*`([a-z0-9]+)`\s*\|\s*([^|]*)\|")]
    private static partial Regex Row();
}
