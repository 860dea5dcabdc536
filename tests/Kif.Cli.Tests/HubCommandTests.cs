using System.Diagnostics;
using System.Text.Json;
using Kif.Models;
using Kif.Tests;

namespace Kif.Cli.Tests;

/// <summary>Models and data by their names on a hub, fetched and from the cache, in processes of the tool.</summary>
public sealed class HubCommandTests : IDisposable
{
    private const string Commit = "cccccccccccccccccccccccccccccccccccccccc";

    private static readonly string[] Small = ["--order", "mood", "--strategies", "seq-lora", "--train-limit", "8", "--test-limit", "2", "--epochs", "1"];

    private readonly string folder = Directory.CreateTempSubdirectory("kif-hub-").FullName;
    private readonly HubServer server = new("org/small-t5", EmbeddedModel.Folder());

    private Dictionary<string, string> Variables => new() { ["HF_HOME"] = folder, ["HF_ENDPOINT"] = server.Endpoint, ["HF_HUB_OFFLINE"] = "", ["HF_TOKEN"] = "" };

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_comparison_of_a_hubs_model_is_repeated_and_verified_from_the_cache()
    {
        string output = Path.Combine(folder, "runs");
        string[] compare = ["compare", "--model", "org/small-t5", "--data", "embedded", .. Small, "--out", output];
        (int code, string text, string error) = await Tool.RunAsync(Variables, compare);
        (code, text).Should().Be((2, ""));
        error.Should().Contain($"the cache {folder}/hub has no model 'org/small-t5' at revision 'main'").And.Contain($"To fetch it from {server.Endpoint}: --download");
        server.Requests.Should().BeEmpty("nobody asked for a download");

        (code, text, error) = await Tool.RunAsync(Variables, [.. compare, "--download"]);
        code.Should().Be(0, error);
        error.Should().Contain("org/small-t5: ").And.Contain($"org/small-t5 is in the cache: commit {Commit}");
        JsonElement run = JsonElement.Parse(File.ReadAllBytes(Path.Combine(output, "run.json")));
        run.GetProperty("model").GetString().Should().Be($"org/small-t5@{Commit}");
        run.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()).Should()
            .Contain($"model 'org/small-t5': revision 'main' is commit {Commit} of the hub's cache");
        JsonElement adapter = JsonElement.Parse(File.ReadAllBytes(Directory.GetFiles(output, "adapter_config.json", SearchOption.AllDirectories)[0]));
        adapter.GetProperty("base_model_name_or_path").GetString().Should().Be("org/small-t5");
        adapter.GetProperty("revision").GetString().Should().Be(Commit);

        server.Dispose();
        (code, text, error) = await Tool.RunAsync(Variables, "verify", output);
        (code, error).Should().Be((0, ""), text);
        text.Should().NotContain("not checked: the model");
        (code, _, error) = await Tool.RunAsync(Variables, [.. compare, "--seed", "1,2"]);
        code.Should().Be(0, error);
        (code, text, error) = await Tool.RunAsync(Variables, "reproduce", output, "--cell", "0");
        code.Should().Be(0, error);
        text.Should().Contain("1 of 1 run is the same");
        string adapterFolder = Directory.GetDirectories(output, "after-task-1", SearchOption.AllDirectories)[0];
        (code, _, error) = await Tool.RunAsync(Variables, "merge", "--model", "org/small-t5", "--adapter", adapterFolder, "--out", Path.Combine(folder, "merged"));
        code.Should().Be(0, error);
    }

    [Fact]
    public async Task A_killed_download_goes_on_where_it_was()
    {
        server.Stalls = true;
        using (Process process = Tool.Start(Variables, "doctor", "--model", "org/small-t5", "--download"))
        {
            while (!Parts().Any(p => p.Length > 100_000)) await Task.Delay(50, TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        long kept = Parts().Single().Length;
        Directory.Exists(Path.Combine(folder, "hub", "models--org--small-t5", "refs")).Should().BeFalse();
        (int code, string text, string error) = await Tool.RunAsync(Variables, "doctor", "--model", "org/small-t5");
        (code, text).Should().Match<(int Code, string)>(r => r.Code == 1);
        text.Should().Contain("has no model");

        server.Stalls = false;
        server.Requests.Clear();
        (code, text, error) = await Tool.RunAsync(Variables, "doctor", "--model", "org/small-t5", "--download");
        code.Should().Be(0, text + error);
        server.Requests.Should().Contain(r => r.Contains("model.safetensors") && r.EndsWith($"Range: bytes={kept}-"));
        Parts().Should().BeEmpty();
    }

    [Fact]
    public async Task A_data_set_of_a_hub_is_read_as_a_folder()
    {
        string tasks = Path.Combine(folder, "tasks");
        foreach (string part in new[] { "train", "test" })
        {
            Directory.CreateDirectory(Path.Combine(tasks, part));
            File.WriteAllText(Path.Combine(tasks, part, "sky.json"), """[{"prompt": "The sky is", "answer": "blue"}, {"prompt": "The grass is", "answer": "green"}]""");
        }
        using var data = new HubServer("org/colors", tasks, "datasets");
        Dictionary<string, string> variables = Variables;
        variables["HF_ENDPOINT"] = data.Endpoint;
        (int code, string text, string error) = await Tool.RunAsync(variables, "compare", "--data", "org/colors", "--dry-run");
        (code, text).Should().Be((2, ""));
        error.Should().Contain("--data is 'org/colors', which is not there").And.Contain("--data org/colors --download");
        (code, text, error) = await Tool.RunAsync(variables, "compare", "--data", "org/colors", "--dry-run", "--download");
        code.Should().Be(0, error);
        text.Should().Contain("1 task (sky)");
    }

    [Fact]
    public async Task A_folder_of_the_name_wins()
    {
        string local = Path.Combine(folder, "work");
        Directory.CreateDirectory(Path.Combine(local, "org", "small-t5"));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "kif.dll"), "doctor", "--model", "org/small-t5", "--download"])
            { WorkingDirectory = local, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["HF_ENDPOINT"] = server.Endpoint } };
        using Process process = Process.Start(start)!;
        string text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        text.Should().Contain("no config.json");
        server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task At_a_terminal_there_is_a_question_and_only_a_yes_fetches()
    {
        var questions = new List<string>();
        bool yes = false;
        var shown = new StringWriter();
        var environment = new HubEnvironment(Variables.GetValueOrDefault);
        var fetch = new HubFetch(shown, person: true, always: false, question =>
        {
            questions.Add(question);
            return yes;
        }, environment);
        await fetch.EnsureAsync("embedded", HubContent.Model, TestContext.Current.CancellationToken);
        await fetch.EnsureAsync("no name of a hub", HubContent.Model, TestContext.Current.CancellationToken);
        await fetch.EnsureAsync(folder, HubContent.Model, TestContext.Current.CancellationToken);
        questions.Should().BeEmpty();
        await fetch.EnsureAsync("org/small-t5", HubContent.Model, TestContext.Current.CancellationToken);
        questions.Should().ContainSingle().Which.Should().Contain($"Fetch it from {server.Endpoint}? [y/N]");
        server.Requests.Should().BeEmpty();
        yes = true;
        await fetch.EnsureAsync("org/small-t5", HubContent.Model, TestContext.Current.CancellationToken);
        HubSnapshot.Find("org/small-t5", HubContent.Model, environment).Should().NotBeNull();
        shown.ToString().Should().Contain($"\rorg/small-t5 is in the cache: commit {Commit}");
        await fetch.EnsureAsync("org/small-t5", HubContent.Model, TestContext.Current.CancellationToken);
        questions.Should().HaveCount(2, "what is there is not asked for");
    }

    [Fact]
    public void Progress_is_a_line_that_is_written_over_for_a_person_and_few_lines_for_a_file()
    {
        HubProgress[] all = [new("asks the hub", null, 0, 0), .. Enumerable.Range(0, 100).Select(i => new HubProgress("fetches a", "a", i, 100)),
            new("waits 1 s: no answer", null, 100, 100)];
        string Shown(bool person)
        {
            var text = new StringWriter { NewLine = "\n" };
            var line = new ProgressLine(text, person, TimeProvider.System);
            foreach (HubProgress one in all) line.Report(one);
            line.End();
            return text.ToString();
        }
        Shown(person: false).Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2);
        Shown(person: true).Should().StartWith("\rasks the hub\n").And.EndWith("waits 1 s: no answer\n");
    }

    private FileInfo[] Parts() => Directory.Exists(Path.Combine(folder, "hub"))
        ? new DirectoryInfo(Path.Combine(folder, "hub")).GetFiles("*.kif.incomplete", SearchOption.AllDirectories) : [];
}
