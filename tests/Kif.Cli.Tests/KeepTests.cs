using System.Text.RegularExpressions;

namespace Kif.Cli.Tests;

/// <summary>Commands without an output folder keep their runs, and say at the end where they are and what to do with them.</summary>
public sealed class KeepTests : IDisposable
{
    private static readonly string[] Small =
        ["compare", "--order", "mood,topic", "--strategies", "seq-lora,joint", "--train-limit", "8", "--test-limit", "2", "--epochs", "1"];

    private readonly string folder = Directory.CreateTempSubdirectory("kif-keep-").FullName;

    [Fact]
    public async Task The_run_is_kept_with_its_page_and_the_table_comes_last()
    {
        (int code, string output, string error) = await Run(Small);
        code.Should().Be(0, error);
        string kept = Directory.GetDirectories(Path.Combine(folder, "runs")).Should().ContainSingle().Subject;
        Path.GetFileName(kept).Should().MatchRegex(@"^embedded-\d{4}-\d\d-\d\d-\d{4}$");
        File.Exists(Path.Combine(kept, "report.html")).Should().BeTrue();
        string[] lines = output.TrimEnd().Split('\n');
        string name = $"runs/{Path.GetFileName(kept)}";
        lines[^2].Should().Be($"The page:   {name}/report.html");
        lines[^1].Should().Be($"To use it:  kif chat {name}/seq-lora/order-1/seed-1", "joint is a bound and no candidate");
        Array.FindLastIndex(lines, l => Regex.IsMatch(l, "^ *joint +[0-9]")).Should().BeGreaterThan(lines.Length - 6);
        Array.FindLastIndex(lines, l => l.StartsWith("untrained")).Should().BeLessThan(Array.FindIndex(lines, l => l.TrimStart().StartsWith("strategy ")));
        Directory.GetFiles(folder).Should().BeEmpty();
    }

    [Fact]
    public async Task Nothing_is_kept_where_it_is_not_wanted()
    {
        (int code, string output, string error) = await Run([.. Small, "--no-keep"]);
        code.Should().Be(0, error);
        Directory.GetFileSystemEntries(folder).Should().BeEmpty();
        output.Should().NotContain("The page");
        (code, _, error) = await Run([.. Small, "--dry-run"]);
        code.Should().Be(0, error);
        Directory.GetFileSystemEntries(folder).Should().BeEmpty();
    }

    [Fact]
    public async Task A_command_that_fails_before_it_begins_leaves_no_folder_of_a_run()
    {
        (int code, _, _) = await Run("compare", "--strategies", "none");
        code.Should().Be(2);
        Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Should().NotContain(d => d.Contains("embedded-"));
    }

    [Fact]
    public void A_folder_that_is_taken_gets_a_number()
    {
        var now = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(1));
        string first = Path.Combine(folder, "x-2026-03-04-0506");
        KeepOption.Free(folder, "x", now).Should().Be(first);
        Directory.CreateDirectory(first);
        KeepOption.Free(folder, "x", now).Should().Be(first + "-2");
        File.WriteAllText(first + "-2", "");
        KeepOption.Free(folder, "x", now).Should().Be(first + "-3");
        File.WriteAllText(Path.Combine(folder, "file"), "");
        KeepOption.Free(Path.Combine(folder, "file"), "x", now).Should().BeNull();
    }

    [Theory]
    [InlineData("embedded", "embedded")]
    [InlineData("my data/tasks.jsonl", "tasks")]
    [InlineData("../../..", "tasks")]
    [InlineData("owner/some_set@main", "some_set")]
    [InlineData("a b\u001b[31m", "a-b--31m")]
    public void Data_give_a_folder_its_name(string data, string name) => KeepOption.Name(data).Should().Be(name);

    [Fact]
    public async Task Names_of_other_programs_are_understood()
    {
        (int code, string output, string error) = await Run("compare", "--model_name_or_path", "embedded", "--seeds", "1,2", "--lr", "1e-3",
            "--metric", "accuracy", "--precision", "bf16", "--order", "mood", "--train-limit", "8", "--test-limit", "2", "--strategies", "seq-lora", "--dry-run");
        code.Should().Be(0, error);
        Regex.Replace(output, @"\s+", " ").Should().Contain("1 strategy × 1 order × 2 seeds").And.Contain("learned in few steps");
        output.Should().NotContain("scored with").And.MatchRegex("(?m)^runs +2, 0 of them done");
        output.IndexOf("seq-lora, order-1, seed 2", StringComparison.Ordinal).Should().BeLessThan(output.IndexOf("Measuring", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_kind_of_names_is_listed()
    {
        (int code, string output, _) = await Run("list", "strategies");
        code.Should().Be(0);
        output.Should().StartWith("Strategies").And.Contain("kif-lora").And.NotContain("rouge-l");
        (_, output, _) = await Run("list", "metric");
        output.Should().StartWith("Metrics").And.NotContain("kif-lora ");
    }

    [Fact]
    public async Task What_lies_near_a_wrong_path_is_named()
    {
        Directory.CreateDirectory(Path.Combine(folder, "my-model"));
        File.WriteAllText(Path.Combine(folder, "my-model", "config.json"), "{}");
        (await Run("compare", "--model", "./my-mode")).Error.Should().MatchRegex("Did you mean '.*/my-model'[?]");
        (await Run("compare", "--model", "my-model/config.json")).Error.Should().Contain("It is a file; did you mean its folder '");
        (await Run("compare", "--adapter", "my-model")).Error.Should().Contain("'my-model' is no adapter: it lacks adapter_config.json");
        (int code, _, string error) = await Run("report", "my-model");
        (code, error.Trim()).Should().Be((2, "kif: my-model holds no comparison: run.json is missing"));
        Directory.CreateDirectory(Path.Combine(folder, "runs", "one"));
        File.WriteAllText(Path.Combine(folder, "runs", "one", "run.json"), "{}");
        (await Run("report", "runs")).Error.Should().Contain("did you mean runs/one?");
        (await Run("report", "runs/onne")).Error.Should().Contain("there is no such folder. Did you mean 'runs/one'?");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using var process = Tool.Start(folder, new Dictionary<string, string>(), args);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
