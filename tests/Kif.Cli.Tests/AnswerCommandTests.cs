using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Kif.Cli.Tests;

/// <summary>Runs in use, in processes of the tool.</summary>
public sealed class AnswerCommandTests(SmallExperiment experiment) : IClassFixture<SmallExperiment>, IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly string folder = Directory.CreateTempSubdirectory("kif-answer-").FullName;

    private string Run => Path.Combine(experiment.Folder, "kif-lora", "order-1", "seed-1");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Rows_are_answered_as_the_run_answered_its_test_questions()
    {
        JsonElement[] recorded = [.. File.ReadLines(Path.Combine(Run, "predictions.jsonl")).Select(l => JsonElement.Parse(l))
            .Where(p => p.GetProperty("after").GetInt32() == 2 && p.GetProperty("task").GetString() == "topic")];
        string questions = Path.Combine(folder, "rows.jsonl"), answers = Path.Combine(folder, "answers.jsonl");
        File.WriteAllLines(questions, recorded.Select(p => JsonSerializer.Serialize(new { id = p.GetProperty("id").GetString(), input = p.GetProperty("input").GetString() })));

        (int code, string text, string error) = await Tool.RunAsync("answer", Run, "--input", questions, "--output", answers);

        code.Should().Be(0, error);
        text.Trim().Should().Be($"{answers}: {recorded.Length} answers");
        JsonElement[] lines = [.. File.ReadLines(answers).Select(l => JsonElement.Parse(l))];
        lines.Select(l => l.GetProperty("answer").GetString()).Should().Equal(recorded.Select(p => p.GetProperty("answer").GetString()));
        lines.Select(l => l.GetProperty("id").GetString()).Should().Equal(recorded.Select(p => p.GetProperty("id").GetString()));
        lines[0].GetProperty("input").GetString().Should().Be(recorded[0].GetProperty("input").GetString());

        (code, text, _) = await Tool.RunAsync("answer", Run, recorded[0].GetProperty("input").GetString()!);
        code.Should().Be(0);
        text.Trim().Should().Be(recorded[0].GetProperty("answer").GetString());
    }

    [Fact]
    public async Task A_folder_of_several_runs_lists_them()
    {
        foreach (string command in new[] { "answer", "chat", "serve" })
        {
            (int code, string text, string error) = await Tool.RunAsync(command, experiment.Folder);
            code.Should().Be(1, command);
            error.Should().Contain("4 runs are there; name one of them");
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(4).And.OnlyContain(l => l.StartsWith($"kif {command} "));
        }
    }

    [Theory]
    [InlineData("the pipe has no question", "answer", "RUN")]
    [InlineData("There is no file 'none.jsonl'", "answer", "RUN", "--input", "none.jsonl")]
    [InlineData("exclude each other", "answer", "RUN", "x", "--input", "none.jsonl")]
    [InlineData("temperature is -1", "answer", "RUN", "x", "--temperature", "-1")]
    [InlineData("--after is 0", "answer", "RUN", "x", "--after", "0")]
    [InlineData("There is no run, adapter or model 'nowhere'", "chat", "nowhere")]
    [InlineData("--port is 70000", "serve", "RUN", "--port", "70000")]
    [InlineData("--host is 'no.such.host.invalid'", "serve", "RUN", "--host", "no.such.host.invalid")]
    [InlineData("'embedded' is no adapter", "serve", "RUN", "embedded")]
    [InlineData("forget=x", "gate", "RUN", "--against", "embedded", "--tolerance", "forget=x")]
    [InlineData("no task is named 'moood'; did you mean 'mood'", "gate", "RUN", "--against", "embedded", "--new", "moood")]
    [InlineData("--probes tells nothing", "gate", "RUN", "--against", "embedded", "--probes", "general")]
    [InlineData("does not say which data", "gate", "embedded", "--against", "RUN")]
    public async Task Wrong_arguments_end_with_2_and_a_reason(string message, params string[] args)
    {
        (int code, _, string error) = await Tool.RunAsync([.. args.Select(a => a == "RUN" ? Run : a)]);

        error.Should().Contain(message);
        code.Should().Be(2);
    }

    [Fact]
    public async Task A_conversation_switches_adapters_and_survives_wrong_lines()
    {
        string other = Path.Combine(experiment.Folder, "seq-lora", "order-1", "seed-2");
        using Process process = Tool.StartOpen("chat", Run);
        await process.StandardInput.WriteAsync(($"what color is the tomato?\n/adapter\n/add other {other}\n/adapter other\nwhat color is the tomato?\n/adapter nobody\n"
            + "/nothing\n/reset\n/help\n/adapter base\nwhat color is the tomato?\n/exit\nnot read\n").AsMemory(), Token);
        process.StandardInput.Close();
        string[] lines = (await process.StandardOutput.ReadToEndAsync(Token)).TrimEnd().Split('\n');
        await process.WaitForExitAsync(Token);

        process.ExitCode.Should().Be(0);
        string text = string.Join('\n', lines);
        text.Should().ContainAll("kif-lora (answers)", "other is there; /adapter other answers with it.", "other answers from now on.",
            "no adapter is named 'nobody'", "no command is named '/nothing'", "The conversation begins again.", "base answers from now on.");
        (_, string asked, _) = await Tool.RunAsync("answer", Run, "what color is the tomato?");
        lines[0].Should().Be(asked.Trim());
        (_, string from, _) = await Tool.RunAsync("answer", other, "what color is the tomato?");
        lines.Should().Contain(from.Trim());
    }

    [Fact]
    public async Task A_server_answers_until_it_is_stopped()
    {
        using Process process = Tool.StartOpen("serve", Run, $"two={Path.Combine(experiment.Folder, "seq-lora", "order-1", "seed-1")}", "--port", "0");
        string line = await process.StandardOutput.ReadLineAsync(Token) ?? await process.StandardError.ReadToEndAsync(Token);
        line.Should().StartWith("kif-lora, two on embedded: http://127.0.0.1:");
        string url = line.Split(' ').First(w => w.StartsWith("http", StringComparison.Ordinal));
        using var client = new HttpClient();

        using HttpResponseMessage response = await client.PostAsJsonAsync(url, new { model = "two", messages = new[] { new { role = "user", content = "what color is the tomato?" } } }, Token);
        JsonElement json = JsonElement.Parse(await response.Content.ReadAsStringAsync(Token));
        string answer = json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        using var strange = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(url), "/health")) { Headers = { Host = "attacker.example" } };
        using HttpResponseMessage refused = await client.SendAsync(strange, Token);
        ((int)refused.StatusCode).Should().Be(400, "pages of other sites must not reach it");
        Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])!.WaitForExit();
        await process.WaitForExitAsync(Token);

        process.ExitCode.Should().Be(0);
        (_, string asked, _) = await Tool.RunAsync("answer", Path.Combine(experiment.Folder, "seq-lora", "order-1", "seed-1"), "what color is the tomato?");
        answer.Should().Be(asked.Trim());
    }

    [Fact]
    public async Task The_gate_ends_with_0_or_3_and_writes_its_page()
    {
        string page = Path.Combine(folder, "gate.html");
        (int code, string text, string error) = await Tool.RunAsync("gate", Run, "--against", Run, "--out", page);
        code.Should().Be(0, error);
        text.Should().Contain("Ship: every task passes");
        File.ReadAllText(page).Should().StartWith("<!doctype html>").And.Contain("<h1 class=\"ships\">Ship</h1>");
        JsonElement.Parse(File.ReadAllBytes(Path.ChangeExtension(page, ".json"))).GetProperty("decision").GetProperty("ships").GetBoolean().Should().BeTrue();

        (code, text, error) = await Tool.RunAsync("gate", Run, "--against", "embedded", "--tolerance", "gain=100", "--json");
        code.Should().Be(3, error);
        JsonElement decision = JsonElement.Parse(text).GetProperty("decision");
        decision.GetProperty("ships").GetBoolean().Should().BeFalse();
        decision.GetProperty("tasks").EnumerateArray().Select(t => (t.GetProperty("task").GetString(), t.GetProperty("isNew").GetBoolean()))
            .Should().Equal(("mood", true), ("topic", true));

        (code, text, error) = await Tool.RunAsync("gate", Run, "--against", Run, "--against-after", "1", "--tolerance", "forget=100");
        text.Should().ContainAll("mood ", "topic (new)");
        code.Should().BeOneOf(0, 3);
    }
}
