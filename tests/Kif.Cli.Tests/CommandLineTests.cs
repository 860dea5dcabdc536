using System.Text.Json;

namespace Kif.Cli.Tests;

/// <summary>What wrong arguments, <c>--json</c>, <c>kif doctor</c> and completion print.</summary>
public sealed class CommandLineTests
{
    private static readonly string[] Small = ["--order", "mood", "--strategies", "seq-lora", "--train-limit", "8", "--test-limit", "2", "--epochs", "1"];

    [Theory]
    [InlineData("no command is named 'compar'; did you mean 'compare'?", "compar")]
    [InlineData("no option of 'kif compare' is named '--strategis'; did you mean '--strategies'?", "compare", "--strategis", "ewc")]
    [InlineData("no option of 'kif compare' is named '--sed'; did you mean '--seed'?", "compare", "--out", "--sed")]
    [InlineData("--epochs is 'x'; allowed: a whole number", "compare", "--epochs", "x")]
    [InlineData("--learning-rate is '0,003'; allowed: a number with a decimal point", "compare", "--learning-rate", "0,003")]
    [InlineData("--seed has 'x', which is no whole number", "compare", "--seed", "x")]
    [InlineData("--seed names 1 twice (1,1)", "compare", "--seed", "1,1")]
    [InlineData("--seed names 1 twice (1,1)", "compare", "--seed", "1,1", "--dry-run")]
    [InlineData("the order mood,mood names task 'mood' twice", "compare", "--order", "mood,mood", "--dry-run")]
    [InlineData("the order mood,time is given twice", "compare", "--order", "mood,time", "--order", "mood,time", "--dry-run")]
    [InlineData("no strategy is named '@x.rsp'", "compare", "--strategies", "@x.rsp")]
    [InlineData("--out needs a value: FOLDER", "compare", "--out")]
    [InlineData("'kif pretrain' needs --out FOLDER", "pretrain")]
    [InlineData("'extra' is one argument too many", "run", "extra")]
    [InlineData("'kif report' needs RUN: ", "report")]
    [InlineData("'kif init' needs FOLDER: ", "init")]
    [InlineData("no kind of things is named 'strategis'; did you mean 'strategies'?", "list", "strategis")]
    [InlineData("--learning-rate is '0,1'; allowed: a number", "compare", "--lr", "0,1")]
    [InlineData("--learning-rate is -1; allowed: 0 to 10", "compare", "--lr", "-1")]
    [InlineData("--batch-size is 0; allowed: 1 to 65536", "compare", "--per_device_train_batch_size", "0")]
    [InlineData("--eval-batch-size is 0; allowed: 1 to 65536", "compare", "--eval-batch-size", "0")]
    [InlineData("--train-limit is 0; allowed: 1 or more", "compare", "--train-limit=0")]
    [InlineData("--rank is 0; allowed: 1 or more", "compare", "--lora_r", "0")]
    [InlineData("--dtype is 'int8'; allowed: float32, bfloat16, float16", "merge", "--model", "embedded", "--adapter", "a", "--out", "m", "--dtype", "int8")]
    [InlineData("--no-keep and --out exclude each other", "compare", "--no-keep", "--out", "x")]
    [InlineData("--metric is 'f1', of which there are several: rouge-1 is the F1", "compare", "--metric", "f1")]
    [InlineData("'kif-lora' and 'kif' both have the part 'kif'", "compare", "--strategies", "kif-lora+kif")]
    [InlineData("there is no file '", "compare", "nowhere.json")]
    [InlineData("--size is 'big'; allowed: small, full", "study", "--size", "big")]
    [InlineData("no shell is named 'bsh'; did you mean 'bash'?", "completion", "bsh")]
    public async Task A_wrong_command_line_is_told_in_one_line(string message, params string[] args)
    {
        (int code, string output, string error) = await Tool.RunAsync(args);
        (code, output).Should().Be((2, ""));
        error.Should().StartWith("kif: " + message);
        error.TrimEnd().Should().NotContain("\n");
    }

    [Fact]
    public async Task A_trace_is_printed_only_where_it_is_asked_for()
    {
        (_, _, string error) = await Tool.RunAsync("compare", "--strategies", "kif-lra", "--verbose");
        error.Should().StartWith("kif: no strategy is named 'kif-lra'").And.Contain("   at Kif.");
    }

    [Fact]
    public async Task With_json_every_line_is_an_object_and_the_last_one_is_the_result()
    {
        (int code, string output, string error) = await Tool.RunAsync(["compare", .. Small, "--json"]);
        code.Should().Be(0, error);
        JsonElement[] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
        string[] events = [.. lines.Select(l => l.GetProperty("event").GetString()!)];
        events[0].Should().Be("plan");
        events.Should().Contain(["run-started", "task-started", "step", "task-learned", "task-evaluated", "run-finished", "progress"]);
        events[^1].Should().Be("result");
        lines[^1].GetProperty("exitCode").GetInt32().Should().Be(0);
        lines[^1].GetProperty("report").GetProperty("runs").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task With_json_an_error_is_the_last_line_too()
    {
        (int code, string output, _) = await Tool.RunAsync("compare", "--strategies", "kif-lra", "--json");
        code.Should().Be(2);
        JsonDocument.Parse(output).RootElement.GetProperty("message").GetString().Should().StartWith("no strategy is named 'kif-lra'");
    }

    [Fact]
    public async Task Quiet_prints_the_result_only()
    {
        (int code, string output, string error) = await Tool.RunAsync(["compare", .. Small, "--quiet"]);
        code.Should().Be(0, error);
        output.Should().NotContain("learned mood").And.NotContain("to test each").And.MatchRegex("(?m)^ *seq-lora +").And.NotContain("\e");
    }

    [Fact]
    public async Task The_doctor_finds_a_machine_that_runs_tests_fit_and_a_missing_model_wrong()
    {
        (int code, string output, string error) = await Tool.RunAsync("doctor", "--json");
        code.Should().Be(0, output + error);
        JsonDocument.Parse(output).RootElement.EnumerateArray().Select(f => f.GetProperty("subject").GetString())
            .Should().Equal("runtime", "SDK", "native library", "collections", "threads", "processor", "precision", "memory", "disk");
        (code, output, _) = await Tool.RunAsync("doctor", "--model", "there/is/none");
        code.Should().Be(1);
        output.Should().Contain("WRONG").And.Contain("1 of 10 prevents running");
    }

    [Theory]
    [InlineData("kif comp", "compare", "completion")]
    [InlineData("kif compare --strat", "--strategies")]
    [InlineData("kif compare --strategies seq-lora,kif-m", "seq-lora,kif-m")]
    [InlineData("kif compare --strategies seq-lora,kif-lora+ew", "seq-lora,kif-lora+ewc")]
    [InlineData("kif compare --metric rouge-l", "rouge-l", "rouge-lsum")]
    [InlineData("kif compare --set kif-lora.fus", "kif-lora.fuse=")]
    [InlineData("kif compare --set kif-lora.fuse=thr", "kif-lora.fuse=threshold")]
    public async Task A_shell_is_told_what_a_line_can_go_on_with(string line, params string[] expected)
    {
        (int code, string output, string error) = await Tool.RunAsync($"[suggest:{line.Length}]", line);
        code.Should().Be(0, error);
        output.Split('\n').Should().Contain(expected);
    }
}
