using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kif.Cli.Tests;

/// <summary>Everything that shows the statistics of a comparison shows the same ones, those of the metric that scored it.</summary>
public sealed class ReportedNoiseTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("kif-noise-").FullName;

    [Fact]
    public async Task Json_line_files_and_reports_show_the_noise_of_the_metric_that_scored_the_runs()
    {
        string folder = Path.Combine(root, "runs"), written = Path.Combine(root, "report");
        (int code, string output, string error) = await Tool.RunAsync(
            "compare", "--data", Tasks(), "--strategies", "seq-lora", "--seed", "1,2,3", "--epochs", "6", "--metric", "rouge-l", "--json", "--out", folder);
        code.Should().Be(0, error);
        JsonElement last = JsonDocument.Parse(output.TrimEnd('\n').Split('\n')[^1]).RootElement.GetProperty("report");
        string results = Noise(JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "results.json"))).RootElement);

        results.Should().MatchRegex("\"testSet\":[1-9]", "answers have a part of the points by this metric only");
        Noise(last).Should().Be(results);
        Noise(JsonDocument.Parse(await Report("json")).RootElement).Should().Be(results);
        Table(await Report("md")).Should().Be(Table(File.ReadAllText(Path.Combine(folder, "report.md"))));

        async Task<string> Report(string format)
        {
            (int failed, _, string why) = await Tool.RunAsync("report", folder, "--format", format, "--out", $"{written}.{format}");
            failed.Should().Be(0, why);
            return File.ReadAllText($"{written}.{format}");
        }
    }

    /// <summary>Writes two tasks with answers of three words, of which a hardly trained model gets some.</summary>
    private string Tasks()
    {
        string folder = Path.Combine(root, "tasks");
        foreach ((string task, string[] kinds, string[] things) in new[] { ("colors", new[] { "red", "blue" }, new[] { "car", "house" }),
            ("sizes", ["big", "small"], ["dog", "cat"]) })
            foreach ((string part, int count) in new[] { ("train", 64), ("test", 20) })
            {
                Directory.CreateDirectory(Path.Combine(folder, part));
                File.WriteAllLines(Path.Combine(folder, part, task + ".jsonl"), Enumerable.Range(0, count).Select(i => $"the {kinds[i % 2]} {things[i / 2 % 2]}")
                    .Select(answer => JsonSerializer.Serialize(new { input = $"{answer} is here. what is here?", output = answer })));
            }
        return folder;
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static string Noise(JsonElement report) => Regex.Replace(report.GetProperty("noise").GetRawText(), @"\s", "");

    private static string Table(string markdown) => Regex.Match(markdown, "## Where the noise comes from.*?\n\n## ", RegexOptions.Singleline).Value;
}
