using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Kif.Pipeline.Tests.Documents;

/// <summary>Every strategy has a page in one fixed order that tells its options and their defaults as they are.</summary>
public sealed partial class StrategyPageTests
{
    private static readonly KifCatalog Catalog = KifServices.BuiltIn();
    private static readonly string[] Headings =
        ["Idea", "Equations", "Options", "Cost and state", "Differences from official code", "Verified against", "When not to use it"];

    public static TheoryData<string> Strategies => [.. Catalog.Strategies.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_strategy_s_page_has_its_headings_in_order(string name) =>
        Lines(name).Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..].Trim()).Should().Equal(Headings);

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_strategy_s_page_names_every_option_with_its_default(string name)
    {
        Type type = Catalog.Strategy(name).OptionsType;
        object options = Activator.CreateInstance(type)!;
        var told = Lines(name).SkipWhile(l => l != "## Options").Skip(1).TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal))
            .Select(l => Row().Match(l)).Where(m => m.Success)
                .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Replace("`", "", StringComparison.Ordinal).Trim());
        told.Keys.Should().BeEquivalentTo(type.GetProperties().Select(p => p.Name.ToLowerInvariant()));
        foreach (PropertyInfo property in type.GetProperties())
        {
            string text = told[property.Name.ToLowerInvariant()];
            object? value = property.GetValue(options) is ComponentChoice choice ? choice.Use : property.GetValue(options);
            Same(text, value).Should().BeTrue($"{name}.{property.Name} is {value ?? "null"} by default, and the page says {text}");
        }
    }

    private static bool Same(string text, object? value) => value switch
    {
        null => !double.TryParse(text, CultureInfo.InvariantCulture, out _) && text.Length > 0,
        int or long or double => double.TryParse(text.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture, out double number)
            && number == Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => text.Replace("-", "", StringComparison.Ordinal)
            .Equals(value.ToString()!.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase),
    };

    private static string[] Lines(string name, [CallerFilePath] string here = "")
    {
        string page = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "strategies", name + ".md");
        File.Exists(page).Should().BeTrue($"'{name}' needs the page docs/strategies/{name}.md");
        return File.ReadAllLines(page);
    }

    [GeneratedRegex(@"^\|\s*`([a-z0-9]+)`\s*\|\s*([^|]*)\|")]
    private static partial Regex Row();
}
