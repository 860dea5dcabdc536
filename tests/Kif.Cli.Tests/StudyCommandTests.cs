using System.Text.Json;

namespace Kif.Cli.Tests;

/// <summary>A study as a user runs it, in the small size.</summary>
public sealed class StudyCommandTests : IDisposable
{
    private static readonly string[] Names = ["yelp", "amazon", "mnli", "cb", "copa", "qqp", "rte", "imdb"];

    private readonly string root = Directory.CreateTempSubdirectory("kif-study-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task A_study_is_planned_run_and_told_for_people_and_programs()
    {
        string tasks = Tasks(), folder = Path.Combine(root, "study");
        string[] asked = ["study", "real", "--model", "embedded", "--data", tasks, "--out", folder];
        (int code, string output, string error) = await Tool.RunAsync([.. asked, "--dry-run"]);
        code.Should().Be(0, error);
        output.Should().Contain("The stream tasks: yelp, amazon").And.Contain("18 runs: 9 strategies × 2 orders × 1 seed").And.Contain("evidence");

        (code, _, error) = await Tool.RunAsync(asked);
        code.Should().Be(0, error);
        error.Should().Contain($"The findings: {folder}/study.md").And.Contain("No answer: ");
        string told = File.ReadAllText(Path.Combine(folder, "study.md"));
        told.Should().StartWith("# Which strategy keeps the most on real tasks").And.Contain("kif study real").And.Contain("| recurrent-kif |");
        JsonElement study = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "study.json"))).RootElement;
        study.GetProperty("streams")[0].GetProperty("arms").GetArrayLength().Should().Be(9);
        Directory.EnumerateFiles(folder, "*.png").Should().NotBeEmpty();
        Directory.EnumerateFiles(Path.Combine(folder, "tasks"), "result.json", SearchOption.AllDirectories).Should().HaveCount(18);

        DateTime[] Written() => [.. Directory.EnumerateFiles(folder, "result.json", SearchOption.AllDirectories).Order().Select(File.GetLastWriteTimeUtc)];
        DateTime[] before = Written();
        (code, _, error) = await Tool.RunAsync(asked);
        code.Should().Be(0, error);
        Written().Should().Equal(before, "what is done is not done again");

        (code, _, error) = await Tool.RunAsync("study", "real", "--out", folder);
        (code, error.Trim()).Should().Be((2, "kif: the study 'real' is of real tasks: name a model and tasks with --model FOLDER and --data FOLDER"));
    }

    private string Tasks()
    {
        string folder = Path.Combine(root, "data");
        foreach (string split in new[] { "train", "test" })
        {
            Directory.CreateDirectory(Path.Combine(folder, split));
            foreach (string task in Names)
                File.WriteAllText(Path.Combine(folder, split, task + ".json"), JsonSerializer.Serialize(Enumerable.Range(0, 6)
                    .Select(i => new { input = $"{split} {i} of {task}: is my cup red or blue?", output = i % 2 == 0 ? "red" : "blue" })));
        }
        return folder;
    }
}
