using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kif.Cli.Tests;

public sealed class ToolTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), "kif-cli-tests-" + Guid.NewGuid().ToString("n"));

    [Fact]
    public async Task Help_tells_a_newcomer_where_to_start()
    {
        (int code, string output, _) = await Tool.RunAsync("--help");
        code.Should().Be(0);
        output.Should().Contain("kif compare").And.Contain("kif list").And.Contain("130 stopped by Ctrl+C");
    }

    [Fact]
    public async Task List_has_a_line_for_every_strategy_backbone_and_component()
    {
        (int code, string output, _) = await Tool.RunAsync("list");
        code.Should().Be(0);
        foreach (string name in new[]
            { "seq-lora", "seq-full", "replay", "joint", "kif-lora", "kif", "t5", "llama", "rank", "mixed", "adaptive", "threshold", "uniform", "exact-match",
            "exact-match-recurrent-kif", "rouge-l", "joint-goal-accuracy" })
            output.Should().MatchRegex($@"(?m)^  {name} +\S");
    }

    [Theory]
    [InlineData("no strategy is named 'kif-lra'; did you mean 'kif-lora'?", "--strategies", "kif-lra")]
    [InlineData("kif-lora.accumulation is 7", "--set", "kif-lora.accumulation=7")]
    [InlineData("no Metric is named 'rougel'; did you mean 'rouge-l'?", "--metric", "rougel")]
    [InlineData("--answer-by is 'luck'; allowed: Generation, Likelihood", "--answer-by", "luck")]
    [InlineData("--likelihood is 'most'; allowed: Sum, PerToken, PerByte", "--likelihood", "most")]
    [InlineData("--seed has '', which is no whole number", "--seed", "1,,2")]
    [InlineData("--seed is empty", "--seed", "")]
    [InlineData("empty", "--order", "")]
    [InlineData("empty", "--order", "mood,,time")]
    [InlineData("there/is/none'", "--data", "there/is/none")]
    [InlineData("there/is/none'", "--model", "there/is/none")]
    [InlineData("device is 'tpu'", "--device", "tpu")]
    [InlineData("chat is asked for, and 'embedded' is no decoder-only model", "--chat")]
    [InlineData("no model 'org/nowhere' at revision 'v2'", "--model", "org/nowhere@v2")]
    [InlineData("no data set 'org/nowhere' at revision 'main'", "--data", "org/nowhere")]
    [InlineData("no adapter 'org/nowhere' at revision 'main'", "--adapter", "org/nowhere")]
    [InlineData("--rank-pattern is 'q'; write PATTERN=VALUE", "--rank-pattern", "q")]
    [InlineData("--alpha-pattern has 'x', which is no number", "--alpha-pattern", "q=x")]
    [InlineData("--layers has 'one', which is no whole number", "--layers", "one")]
    [InlineData("--target-pattern is '(q'", "--target-pattern", "(q")]
    [InlineData("--adapter brings LoRA settings of its own", "--adapter", "there/is/none", "--rank", "4")]
    [InlineData("there/is/none", "--adapter", "there/is/none")]
    [InlineData("no task of the embedded stream is named 'mod'; did you mean 'mood'?", "--order", "mod")]
    public async Task Wrong_arguments_are_told_in_one_line_and_end_with_code_2(string message, params string[] args)
    {
        (int code, string output, string error) = await Tool.RunAsync(["compare", .. args]);
        error.Should().Contain(message).And.NotContain("   at ");
        code.Should().Be(2, output);
    }

    [Fact]
    public async Task What_scores_can_not_show_is_told_before_training_in_every_form_of_output()
    {
        const string told = "can't tell '+' from '-'";
        foreach (string part in new[] { "train", "test" })
        {
            Directory.CreateDirectory(Path.Combine(folder, "signs", part));
            File.WriteAllLines(Path.Combine(folder, "signs", part, "sums.jsonl"), Enumerable.Range(0, 8)
                .Select(i => $$"""{"input": "is {{part}} {{i}} good or bad?", "target": "{{(i % 2 == 0 ? '+' : '-')}}"}"""));
        }
        string[] command = ["compare", "--data", Path.Combine(folder, "signs"), "--strategies", "seq-lora", "--metric", "exact-match", "--epochs", "1"];
        (int code, string output, string error) = await Tool.RunAsync([.. command, "--dry-run"]);
        code.Should().Be(0, error);
        Regex.Replace(output, @"\s+", " ").Should().Contain(told);

        (_, output, _) = await Tool.RunAsync([.. command, "--json"]);
        output.Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(l => l.TryGetProperty("warnings", out JsonElement warnings) && warnings.GetArrayLength() > 0)
            .SelectMany(l => l.GetProperty("warnings").EnumerateArray().Select(w => w.GetString())).Should().Contain(w => w!.Contains(told));

        (_, output, error) = await Tool.RunAsync([.. command, "--json", "--quiet"]);
        error.Should().Contain("kif: note: ").And.Contain(told);
        output.Should().NotContain("kif: note");
    }

    [Fact]
    public async Task A_plug_in_is_loaded_only_where_it_is_named_and_then_works_as_what_is_built_in()
    {
        string plugin = Path.Combine(AppContext.BaseDirectory, "plugins", "sample", "Kif.SamplePlugin.dll");
        (int code, string output, string error) = await Tool.RunAsync("list", "--plugin", plugin);
        code.Should().Be(0, error);
        output.Should().MatchRegex(@"(?m)^  sample-pull +\S").And.MatchRegex(@"(?m)^  sample-letter +\S");
        (_, output, _) = await Tool.RunAsync("list");
        output.Should().NotContain("sample-");

        (code, output, error) = await Tool.RunAsync("compare", "--plugin", plugin, "--strategies", "sample-pull", "--set", "sample-pull.lambda=2", "--metric",
            "sample-letter",
            "--order", "mood", "--train-limit", "8", "--test-limit", "4");
        code.Should().Be(0, error);
        output.Should().MatchRegex(@"(?m)^ sample-pull +\d");
    }

    [Theory, InlineData(1), InlineData(2)]
    public async Task A_plug_in_that_fails_is_named_with_its_hook_and_on_request_with_its_trace(int parallel)
    {
        string plugin = Path.Combine(AppContext.BaseDirectory, "plugins", "sample", "Kif.SamplePlugin.dll");
        string run = Path.Combine(Tool.Folder, $"failing-{parallel}");
        string[] command = ["compare", "--plugin", plugin, "--strategies", "sample-pull,seq-lora", "--set", "sample-pull.fails=true", "--order", "mood",
            "--train-limit", "8", "--test-limit", "4", "--parallel", $"{parallel}", "--out", run];
        const string Failed = "'sample-pull' failed in AfterTask of task 'mood': it was told to fail (NotSupportedException)";

        (int code, string output, string error) = await Tool.RunAsync(command);
        code.Should().Be(1, error);
        output.Should().MatchRegex(@"(?m)^ seq-lora +\d", "the other strategy is done");
        string.Join(' ', output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)).Should().Contain($"sample-pull failed: {Failed}");
        (output + error).Should().NotContain("   at ");
        File.ReadAllText(Path.Combine(run, "sample-pull", "order-1", "seed-1", "failure.json")).Should()
            .Contain("SampleStrategy.AfterTask").And.Contain("System.NotSupportedException: it was told to fail");

        (code, _, error) = await Tool.RunAsync([.. command, "--verbose"]);
        code.Should().Be(1);
        error.Should().Contain("Kif.HookException: ").And.Contain("SampleStrategy.AfterTask");
    }

    [Theory, InlineData(1), InlineData(2)]
    public async Task A_plug_in_that_ends_the_program_is_no_success(int parallel)
    {
        string plugin = Path.Combine(AppContext.BaseDirectory, "plugins", "sample", "Kif.SamplePlugin.dll");
        (int code, string output, string error) = await Tool.RunAsync("compare", "--plugin", plugin, "--strategies", "sample-pull,seq-lora", "--set",
            "sample-pull.exits=true", "--order", "mood", "--train-limit", "8", "--test-limit", "4", "--parallel", $"{parallel}");

        code.Should().Be(1);
        (parallel == 1 ? error : output.Replace('\n', ' ')).Should().Contain("some code ended the program (Environment.Exit)");
        if (parallel > 1) output.Should().MatchRegex(@"(?m)^ seq-lora +\d", "a process of its own did the other run");
    }

    [Fact]
    public async Task A_plug_in_that_can_not_be_loaded_is_told_in_one_line_and_ends_with_code_2()
    {
        foreach (string[] args in new[]
            { new[] { "list", "--plugin", "there/is/none.dll" }, ["compare", "--plugin", "there/is/none.dll", "--strategies", "seq-lora"] })
        {
            (int code, string output, string error) = await Tool.RunAsync(args);
            error.TrimEnd().Should().Be("kif: plug-in 'there/is/none.dll' is not there");
            output.Should().BeEmpty();
            code.Should().Be(2);
        }
    }

    [Fact]
    public async Task A_study_prints_its_tables_in_80_columns_and_writes_them_under_out()
    {
        (int code, string output, string error) = await Tool.RunAsync("study", "--seed", "1", "--out", folder);
        code.Should().Be(0, error);
        output.Split('\n').Max(l => l.TrimEnd().Length).Should().BeLessThanOrEqualTo(80);
        output.Should().MatchRegex("(?m)^ *estimator +rank units +matrix units").And.MatchRegex("(?m)^ *adaptive +[0-9.]+ +[0-9.]+ +[0-9.]+");
        File.ReadAllText(Path.Combine(folder, "study.md")).Should().Contain("| rank |").And.Contain("| mixed |");
        File.Exists(Path.Combine(folder, "study.json")).Should().BeTrue();

        (code, _, error) = await Tool.RunAsync("study", "--seed", "one");
        (code, error.Trim()).Should().Be((2, "kif: --seed has 'one', which is no whole number"));
    }

    [Fact]
    public async Task A_small_comparison_prints_its_tables_in_80_columns_and_writes_everything_under_out()
    {
        string[] args = ["compare", "--order", "mood,topic", "--strategies", "seq-lora,kif-lora,replay,joint", "--train-limit", "32", "--test-limit", "6",
            "--epochs", "1", "--out", folder];
        (int code, string output, string error) = await Tool.RunAsync(args);

        code.Should().Be(0, error);
        // A path stays whole, to be copied.
        output.Split('\n').Where(l => !l.Contains(folder)).Max(l => l.TrimEnd().Length).Should().BeLessThanOrEqualTo(80);
        output.Should().MatchRegex("(?m)^ *strategy +AP +BWT +forgets +time +trained +kept +extra").And.Contain("score of each task");
        using JsonDocument run = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "run.json")));
        run.RootElement.GetProperty("orders")[0].GetProperty("tasks").EnumerateArray().Select(e => e.GetString()).Should().Equal("mood", "topic");
        run.RootElement.GetProperty("modelSha256").GetString().Should().HaveLength(64);
        run.RootElement.GetProperty("settings").GetProperty("training.epochs").GetString().Should().Be("1");
        string seed = Path.Combine(folder, "kif-lora", "order-1", "seed-1");
        File.ReadLines(Path.Combine(seed, "steps.csv")).Should().HaveCount(1 + 2 * 4);
        File.ReadLines(Path.Combine(seed, "predictions.jsonl")).Should().HaveCount(3 * 2 * 6);
        File.ReadLines(Path.Combine(seed, "matrix.csv")).Should().HaveCount(4);
        File.ReadLines(Path.Combine(seed, "units.jsonl")).Should().HaveCount(2);
        File.Exists(Path.Combine(seed, "adapters", "after-task-2", "adapter_model.safetensors")).Should().BeTrue();
        File.ReadAllText(Path.Combine(folder, "report.md")).Should().Contain("| kif-lora |");
        File.Exists(Path.Combine(folder, "results.json")).Should().BeTrue();

    }

    [Fact]
    public async Task Metric_and_way_of_answering_are_chosen_by_name()
    {
        (int code, string output, string error) = await Tool.RunAsync("compare", "--order", "mood", "--strategies", "seq-lora", "--train-limit", "16",
            "--test-limit", "6", "--epochs", "1",
            "--metric", "rouge-lsum", "--set", "metric.stem=false", "--answer-by", "likelihood", "--likelihood", "per-token", "--out", folder);

        code.Should().Be(0, error);
        output.Should().Contain("scored with rouge-lsum");
        using JsonDocument run = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "run.json")));
        JsonElement settings = run.RootElement.GetProperty("settings");
        new[] { "metric", "evaluation.answerby", "evaluation.likelihood" }.Select(s => settings.GetProperty(s).GetString())
            .Should().Equal("rouge-lsum stem=false", "Likelihood", "PerToken");
        File.ReadLines(Path.Combine(folder, "seq-lora", "order-1", "seed-1", "predictions.jsonl"))
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("answer").GetString())
            .Should().OnlyContain(a => a == "good" || a == "bad");
    }

    [Fact]
    public async Task Pretraining_makes_a_folder_that_compare_takes()
    {
        (int code, string output, string error) = await Tool.RunAsync("pretrain", "--out", folder, "--reading", "64", "--examples", "64", "--width", "16",
            "--layers", "1");
        code.Should().Be(0, error);
        output.Should().Contain("held-out questions");
        (code, _, error) = await Tool.RunAsync("compare", "--model", folder, "--order", "mood", "--strategies", "seq-lora", "--train-limit", "8",
            "--test-limit", "4", "--epochs", "1");
        code.Should().Be(0, error);
    }

    [Fact]
    public async Task Every_setting_of_LoRA_has_an_option_and_an_adapter_can_be_gone_on_from_and_merged()
    {
        string[] small = ["--order", "mood", "--strategies", "seq-lora", "--train-limit", "16", "--test-limit", "4", "--epochs", "1"];
        string first = Path.Combine(folder, "first"), second = Path.Combine(folder, "second"), merged = Path.Combine(folder, "merged");
        (int code, string output, string error) = await Tool.RunAsync(
            ["compare", .. small, "--out", first, "--targets", "q,v,wi", "--exclude", "EncDecAttention.v", "--layers", "0,2",
            "--layers-pattern", "block", "--rank-pattern", "wi=2", "--rank-pattern", ".*=3", "--alpha-pattern", "decoder.*=5", "--rslora"]);
        code.Should().Be(0, error);
        string adapter = Path.Combine(first, "seq-lora", "order-1", "seed-1", "adapters", "after-task-1");
        using JsonDocument config = JsonDocument.Parse(File.ReadAllText(Path.Combine(adapter, "adapter_config.json")));
        config.RootElement.GetProperty("rank_pattern").EnumerateObject().Select(p => $"{p.Name}={p.Value}").Should().Equal("wi=2", ".*=3");
        config.RootElement.GetProperty("alpha_pattern").ToString().Should().Be("{\n    \"decoder.*\": 5\n  }");
        config.RootElement.GetProperty("exclude_modules")[0].GetString().Should().Be("EncDecAttention.v");
        config.RootElement.GetProperty("layers_to_transform").GetArrayLength().Should().Be(2);
        config.RootElement.GetProperty("layers_pattern")[0].GetString().Should().Be("block");
        config.RootElement.GetProperty("use_rslora").GetBoolean().Should().BeTrue();

        (code, output, error) = await Tool.RunAsync(["compare", .. small, "--adapter", adapter, "--out", second]);
        code.Should().Be(0, error);
        Regex.Replace(output, @"\s", "").Should().MatchRegex(@"startingfromadapter'.*after-task-1'on\d+modules,rank2to3").And.NotContain("trainedon");

        (code, output, error) = await Tool.RunAsync("merge", "--model", "embedded", "--adapter",
            Path.Combine(second, "seq-lora", "order-1", "seed-1", "adapters", "after-task-1"), "--out", merged, "--dtype", "bfloat16", "--max-shard-gb",
            "0.001");
        code.Should().Be(0, error);
        output.Should().StartWith($"{merged}: adapter '").And.Contain("rank 2 to 3");
        Directory.EnumerateFiles(merged, "model-*.safetensors").Count().Should().BeGreaterThan(1);
        (code, _, error) = await Tool.RunAsync(["compare", .. small, "--model", merged]);
        code.Should().Be(0, error);

        (code, _, error) = await Tool.RunAsync("merge", "--model", "embedded", "--adapter", adapter, "--out", merged);
        code.Should().Be(1);
        error.Should().Contain("merged' is not empty").And.NotContain("   at ");
        (code, _, error) = await Tool.RunAsync("merge", "--model", "embedded", "--adapter", adapter, "--out", second + "-2", "--dtype", "int8");
        (code, error).Should().Be((2, "kif: --dtype is 'int8'; allowed: float32, bfloat16, float16\n"));
    }

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
