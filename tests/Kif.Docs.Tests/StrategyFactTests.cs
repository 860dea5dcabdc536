using System.Text.RegularExpressions;
using Kif.Docs.Tests.Blocks;

namespace Kif.Docs.Tests;

/// <summary>What `kif list --json` says of strategies is what the tables of the documents say.</summary>
public sealed partial class StrategyFactTests
{
    private static readonly string[] BuiltIn = [.. KifServices.BuiltIn().Strategies.Select(s => s.Name)];

    [Fact]
    public void Every_built_in_strategy_has_facts_and_nothing_else_has() => StrategyFacts.All.Keys.Should().BeEquivalentTo(BuiltIn);

    [Fact]
    public void What_they_were_verified_against_is_what_the_table_of_trust_says()
    {
        var told = Rows("docs/verification.md", "| strategy | status | against |").ToDictionary(r => r.Name, r => r.Cells[0]);
        told.Keys.Should().Contain(BuiltIn);
        foreach (string name in BuiltIn)
            told[name].Should().StartWith(StrategyFacts.All[name].Verified switch
            {
                "traces" => "verified",
                "known-answers" => "verified: ",
                "worked-numbers" => "by worked numbers",
                "properties" => "by ",
                string other => $"no such word as {other}",
            }, name);
    }

    [Fact]
    public void Whether_their_state_grows_is_what_the_overview_of_algorithms_says()
    {
        (string Name, string[] Cells)[] told = [.. Rows("docs/algorithms.md", "| strategy | state between tasks | growth with K |")];
        told.Should().HaveCountGreaterThan(20);
        foreach ((string name, string[] cells) in told)
            StrategyFacts.All[name].Grows.Should().Be(cells[1].StartsWith("linear", StringComparison.Ordinal), $"{name}: {cells[1]}");
    }

    /// <summary>The rows of a table by its head: each strategy that a row names, and the row's other cells.</summary>
    private static IEnumerable<(string Name, string[] Cells)> Rows(string page, string head) =>
        File.ReadAllLines(Path.Combine(Repository.Root, page)).SkipWhile(l => !l.StartsWith(head, StringComparison.Ordinal)).Skip(2)
            .TakeWhile(l => l.StartsWith('|')).Select(l => l.Split('|', StringSplitOptions.TrimEntries)[1..^1])
            .SelectMany(cells => Quoted().Matches(cells[0]).Select(m => (m.Groups[1].Value, cells[1..]))).Where(r => BuiltIn.Contains(r.Value))
            .GroupBy(r => r.Value).Select(g => g.First());

    [GeneratedRegex("`([a-z0-9+-]+)`")]
    private static partial Regex Quoted();
}
