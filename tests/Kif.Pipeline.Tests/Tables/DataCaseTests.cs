using System.IO.Enumeration;
using System.Text.Json;

namespace Kif.Tests.Tables;

/// <summary>What <c>datasets</c> makes of files and folders: the same rows, or a judgement of cases.json why not.</summary>
public sealed class DataCaseTests(ITestOutputHelper output)
{
    private static readonly JsonElement Judgements =
        JsonElement.Parse(File.ReadAllText(Path.Combine(Fixtures.Own, "data-outcomes.json")));

    public static TheoryData<string> Cases => [.. Fixtures.Folders("data")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_are_those_of_the_reference_or_better(string name)
    {
        string folder = Path.Combine(Fixtures.Root, "data", name);
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        JsonElement judged = Judgements.TryGetProperty(name, out JsonElement j) ? j : default;
        var wrong = new List<string>();
        foreach (JsonElement load in expected.RootElement.GetProperty("loads").EnumerateArray())
        {
            var one = new DataCase(folder, load);
            if (!one.HasRows) continue;
            string call = load.GetProperty("call").GetString()!;
            string outcome = one.Outcome();
            string allowed = judged.ValueKind == JsonValueKind.Object && judged.TryGetProperty(call, out JsonElement o) ? o.GetString()!
                : load.TryGetProperty("raises", out _) || load.GetProperty("splits").EnumerateObject().Any(s => s.Value.TryGetProperty("reading_raises", out _)) ? "refused: *" : "right";
            output.WriteLine($"{name} | {call} | {outcome}");
            if (!Matches(outcome, allowed)) wrong.Add($"{call}: {outcome}; allowed: {allowed}");
        }
        if (judged.ValueKind == JsonValueKind.Object && judged.TryGetProperty("examples", out JsonElement examples))
            foreach (JsonProperty of in examples.EnumerateObject())
            {
                string[] parts = of.Name.Split(' ');
                var one = new DataCase(folder, JsonElement.Parse($$"""{ "asked": { "path": "{{parts[0]}}" } }"""));
                string outcome = one.Examples(parts.Length > 1 ? parts[1] : "");
                output.WriteLine($"{name} | examples of {of.Name} | {outcome}");
                if (!Matches(outcome, of.Value.GetString()!)) wrong.Add($"examples of {of.Name}: {outcome}; allowed: {of.Value}");
            }
        string.Join('\n', wrong).Should().BeEmpty();
    }

    private static bool Matches(string outcome, string pattern) => FileSystemName.MatchesSimpleExpression(pattern, outcome, ignoreCase: false);
}
