using System.Text.Json;
using Kif.Tests;

namespace Kif.Models.Tests.Patterns;

/// <summary>Patterns against what Python's re says about them.</summary>
public sealed class PythonPatternTests(ITestOutputHelper output)
{
    /// <summary>What Python has and Kif refuses, by a part of the pattern.</summary>
    private static readonly string[] Lacking = ["(?x)", "(?a)", "\\N{", "(?(1)"];

    [Fact]
    public void A_pattern_fits_where_Pythons_fits_and_is_refused_where_Python_refuses_it()
    {
        string path = Path.Combine(Fixtures.Root, "patterns", "python-re.json");
        Assert.SkipUnless(File.Exists(path), $"no {path}");
        JsonElement known = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        string[] names = [.. known.GetProperty("names").EnumerateArray().Select(n => n.GetString()!)];
        var wrong = new List<string>();
        int answers = 0;
        foreach (JsonElement row in known.GetProperty("patterns").EnumerateArray())
        {
            string pattern = row.GetProperty("pattern").GetString()!;
            if (Lacking.Any(pattern.Contains))
            {
                FluentActions.Invoking(() => PythonPattern.Full(pattern)).Should().Throw<FormatException>(pattern);
                continue;
            }
            Compare("full", () => PythonPattern.Full(pattern));
            Compare("start", () => PythonPattern.Start(pattern));
            Compare("key", () => PythonPattern.Start($@"(.*\.)?({pattern})$"));

            void Compare(string kind, Func<PythonPattern> compile)
            {
                string wanted = row.GetProperty(kind).ToString().Replace(" ", "", StringComparison.Ordinal), seen;
                try
                {
                    PythonPattern compiled = compile();
                    seen = $"[{string.Join(',', Enumerable.Range(0, names.Length).Where(i => compiled.Matches(names[i])))}]";
                }
                catch (FormatException) { seen = ""; }
                if (seen != wanted) wrong.Add($"{kind} {pattern}: {seen}, Python: {wanted}");
                answers += names.Length;
            }
        }
        output.WriteLine($"{answers} answers");
        wrong.Should().BeEmpty();
        answers.Should().BeGreaterThan(10_000);
    }

    [Theory]
    [InlineData("(?<a>q)", "(?<, which Python does not know*before character 4 of '(?<a>q)'")]
    [InlineData("(?x)q", "*the flag 'x', which Kif does not have*")]
    [InlineData(".*(?<=a+)q", "*a look behind of no fixed width*")]
    [InlineData(@"\p{L}", @"*\p, which Python does not know*")]
    [InlineData("(?i)größe", "*beyond ASCII without regard to case*")]
    public void What_is_refused_is_named_with_its_place(string pattern, string message) =>
        FluentActions.Invoking(() => PythonPattern.Full(pattern)).Should().Throw<FormatException>().WithMessage(message);

    [Fact]
    public void A_pattern_that_takes_forever_is_given_up_naming_it() =>
        FluentActions.Invoking(() => PythonPattern.Full("(a+)+b").Matches(new string('a', 40) + "c")).Should().Throw<TimeoutException>()
            .WithMessage("the pattern '(a+)+b' takes more than 1 s on 'aaa*");

    [Fact]
    public void Deep_nesting_and_long_patterns_are_refused()
    {
        FluentActions.Invoking(() => PythonPattern.Full(new string('(', 5000))).Should().Throw<FormatException>().WithMessage("*nested more than 100 deep*");
        FluentActions.Invoking(() => PythonPattern.Full(new string('a', 30_000))).Should().Throw<FormatException>().WithMessage("*at most 20000*");
    }
}
