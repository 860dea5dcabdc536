using System.Text.Json;

namespace Kif.Cli.Tests;

/// <summary><c>kif run</c>, as a user types it.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), "kif-run-" + Guid.NewGuid().ToString("n") + ".json");

    [Fact]
    public async Task A_dry_run_shows_every_option_with_its_origin_and_its_JSON_is_a_composition()
    {
        File.WriteAllText(file, """{ "strategy": "kif-lora", "estimate": { "use": "mixed", "beta1": 0.9 }, "add": ["ewc"] }""");
        (int code, string output, string error) = await Tool.RunAsync("run", "--composition", file, "--set", "kif-lora.orthogonality=0.2", "--dry-run");
        code.Should().Be(0, error);
        output.Should()
            .MatchRegex($@"kif-lora\.estimate\.beta1\S* *=? *0\.9\s+(from )?file:{Path.GetFileName(file)}").And.MatchRegex(
                @"kif-lora\.orthogonality=? *0\.2\s+(from )?command line").And.MatchRegex(@"ewc\.lambda=? *400");
        output.Split('\n').Max(l => l.TrimEnd().Length).Should().BeLessThanOrEqualTo(80);

        (_, string json, _) = await Tool.RunAsync("run", "--composition", file, "--dry-run", "--json");
        JsonDocument.Parse(json).RootElement.GetProperty("origins").GetProperty("ewc.lambda").GetString().Should().Be("default");
        File.WriteAllText(file, json);
        (_, string again, _) = await Tool.RunAsync("run", "--composition", file, "--dry-run", "--json");
        Strategy(again).Should().Be(Strategy(json));

        static string Strategy(string text) => text[..text.IndexOf("\"origins\"", StringComparison.Ordinal)];
    }

    [Theory]
    [InlineData("no strategy is named 'kif-lra'; did you mean 'kif-lora'?", "--strategy", "kif-lra")]
    [InlineData("no option of 'ewc' is named 'lamda'; did you mean 'lambda'?", "--strategy", "ewc", "--set", "lamda=1")]
    [InlineData("--strategy and --composition exclude each other", "--strategy", "ewc", "--composition", "x.json")]
    [InlineData("x.json", "--composition", "there-is-none/x.json")]
    public async Task Wrong_arguments_are_told_in_one_line_and_end_with_code_2(string message, params string[] args)
    {
        (int code, string output, string error) = await Tool.RunAsync(["run", "--dry-run", .. args]);
        error.Should().Contain(message).And.NotContain("   at ");
        code.Should().Be(2, output);
    }

    [Fact]
    public async Task It_runs_one_strategy_and_records_what_it_was()
    {
        string folder = file + ".out";
        (int code, string output, string error) = await Tool.RunAsync("run", "--strategy", "ewc", "--set", "lambda=0.5", "--order", "mood", "--train-limit",
            "16", "--test-limit", "4", "--out", folder);
        code.Should().Be(0, error);
        output.Should().Contain("ewc");
        using JsonDocument run = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "run.json")));
        run.RootElement.GetProperty("command").GetString().Should().StartWith("kif run --strategy ewc");
        run.RootElement.GetProperty("compositions").GetProperty("ewc").GetProperty("lambda").GetDouble().Should().Be(0.5);
        Directory.Delete(folder, recursive: true);
    }

    public void Dispose() => File.Delete(file);
}
