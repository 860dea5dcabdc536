using System.Text.RegularExpressions;

namespace Kif.Cli.Tests;

/// <summary>What a grid leaves out or does once is said wherever its result is.</summary>
public sealed class GridOptionTests : IDisposable
{
    private const string Absent = "No FWT, no FWT − untrained: tasks were scored from when they were learned on (--score seen), not before";

    private readonly string folder = Directory.CreateTempSubdirectory("kif-grid-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Metrics_that_lack_scores_and_runs_that_were_copied_are_told()
    {
        string[] asked = ["compare", "--order", "mood,topic", "--strategies", "seq-lora,again=seq-lora", "--train-limit", "16", "--test-limit", "4",
            "--epochs", "1", "--score", "seen", "--parallel", "2", "--out", folder];
        (int code, string output, string error) = await Tool.RunAsync(asked);

        code.Should().Be(0, error);
        string told = Regex.Replace(output, @"\s+", " ");
        told.Should().Contain(Absent).And.Contain("again computes the same as seq-lora: its run was copied").And.Contain("copied from seq-lora, order-1, seed 1")
            .And.NotContain("NaN").And.NotContain("untrained 0");
        foreach (string file in new[] { "report.html", "report.md", "results.json" })
            File.ReadAllText(Path.Combine(folder, file)).Should().Contain("(--score seen)", file).And.NotContain("NaN", file);
        (code, output, error) = await Tool.RunAsync("verify", folder);
        (code, output.Trim()).Should().Be((0, "2 runs: everything matches"), error);
    }

    [Fact]
    public async Task A_choice_that_does_not_exist_is_refused_with_those_that_do()
    {
        (int code, _, string error) = await Tool.RunAsync("compare", "--score", "learned", "--out", folder);
        (code, error.Trim()).Should().Be((2, "kif: --score is 'learned'; allowed: All, Next, Seen"));
    }
}
