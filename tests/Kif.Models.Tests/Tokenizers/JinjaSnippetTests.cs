using System.Text.Json;
using Kif.Tests;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Short templates, each with what Jinja makes of it under the settings of transformers, or that it refuses it.</summary>
public sealed class JinjaSnippetTests
{
    [Fact]
    public void Every_snippet_gives_what_jinja_gives()
    {
        var root = Path.Combine(Fixtures.Own, "chat-templates");
        var variables = JsonElement.Parse(File.ReadAllText(Path.Combine(root, "variables.json"))).EnumerateObject()
            .ToDictionary(variable => variable.Name, variable => (object?)variable.Value);
        var wrong = new List<string>();
        foreach (var line in Directory.GetFiles(root, "snippets*.jsonl").Order().SelectMany(File.ReadLines).Select(line => JsonElement.Parse(line)))
        {
            var template = line.GetProperty("template").GetString()!;
            var expected = line.TryGetProperty("text", out var text) ? text.GetString() : null;
            if (Rendered(template, variables, out var error) is var actual && actual != expected)
            {
                wrong.Add($"{Shown(template)}:\n  {Shown(actual)} {error}, expected\n  {Shown(expected)}");
            }
        }

        string.Join("\n", wrong).Should().BeEmpty();
    }

    private static string Shown(string? text) => JsonSerializer.Serialize(text);

    private static string? Rendered(string template, Dictionary<string, object?> variables, out string error)
    {
        error = "";
        try
        {
            return new ChatTemplate(template, clock: new Clock()).Render([], variables: variables);
        }
        catch (InvalidDataException refused)
        {
            error = refused.Message;
            return null;
        }
    }

    private sealed class Clock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2024, 7, 6, 9, 5, 3, TimeSpan.Zero);
    }
}
