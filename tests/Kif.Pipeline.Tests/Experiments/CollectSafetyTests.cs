using System.Text.Json.Nodes;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Experiments;

/// <summary>Collecting other people's folders neither reads nor writes nor deletes anything outside of them and of the target.</summary>
public sealed class CollectSafetyTests : IDisposable
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());
    private readonly string root = Directory.CreateTempSubdirectory("kif-collect-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("../x")]
    [InlineData("/tmp/x")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("")]
    [InlineData("C:x")]
    [InlineData("a\u001bb")]
    [InlineData("a\nb")]
    [InlineData("A b")]
    public void Names_that_are_no_folders_are_refused_as_soon_as_they_are_read(string name)
    {
        foreach (string place in new[] { "strategies", "orders", "baseline", "compositions" })
        {
            string folder = Folder("sent", "seq-lora");
            SealedFile.Change(Path.Combine(folder, "run.json"), run =>
            {
                if (place == "strategies") run["strategies"]!.AsArray().Add(name);
                else if (place == "orders") run["orders"]![0]!["name"] = name;
                else if (place == "baseline") run["baseline"] = name;
                else run["compositions"] = new JsonObject { [name] = new JsonObject() };
            });
            string[] before = Everything();
            Collecting("sent", "home").Should().Throw<InvalidDataException>().WithMessage($"*run.json: {place} has '*", place);
            FluentActions.Invoking(() => SavedComparison.Read(folder)).Should().Throw<InvalidDataException>();
            FluentActions.Invoking(() => VerifyJob.Verify(Composer, folder)).Should().Throw<InvalidDataException>();
            Everything().Except(before).Should().BeEmpty();
        }
    }

    [Theory]
    [InlineData("tasks")]
    [InlineData("unseen")]
    [InlineData("orders")]
    public void Tasks_have_no_control_characters(string place)
    {
        string folder = Folder("sent", "seq-lora");
        SealedFile.Change(Path.Combine(folder, "run.json"), run =>
        {
            if (place == "tasks") run["tasks"] = new JsonArray(new JsonObject { ["name"] = "a\u001b]0;x", ["train"] = 1, ["test"] = 1, ["sha256"] = "" });
            else if (place == "unseen") run["unseen"] = new JsonArray("a\u001b]0;x");
            else run["orders"]![0]!["tasks"]!.AsArray().Add("a\u001b]0;x");
        });
        FluentActions.Invoking(() => SavedComparison.Read(folder)).Should().Throw<InvalidDataException>()
            .Which.Message.Should().Contain($"{place} has 'a\\u001b]0;x'");
    }

    [Theory]
    [InlineData("strategies")]
    [InlineData("orders")]
    [InlineData("seeds")]
    [InlineData("tasks")]
    [InlineData("unseen")]
    [InlineData("compositions")]
    public void A_list_that_is_null_is_told(string place)
    {
        string folder = Folder("sent", "seq-lora");
        SealedFile.Change(Path.Combine(folder, "run.json"), run => run[place] = null);
        FluentActions.Invoking(() => SavedComparison.Read(folder)).Should().Throw<InvalidDataException>().WithMessage($"*run.json: {place} is missing");
    }

    [Theory]
    [InlineData("../../mine.txt")]
    [InlineData("/etc/hostname")]
    public void A_runs_record_names_no_files_elsewhere(string name)
    {
        string folder = Folder("sent", "seq-lora"), result = Path.Combine(folder, "seq-lora", "order-1", "seed-1", "result.json");
        File.WriteAllText(result, $$"""
            { "format": {{RunRecord.CurrentFormat}}, "key": { "strategy": "seq-lora", "order": "order-1", "seed": 1 }, "tasks": ["a"], "untrained": [0],
              "matrix": [[0]], "cost": {}, "configurationSha256": "", "configuration": [], "environment": {}, "files": { "{{name}}": "00" } }
            """);
        SealedFile.Change(result, _ => { });
        FluentActions.Invoking(() => RunFiles.ReadRecord(Path.GetDirectoryName(result)!)).Should().Throw<InvalidDataException>()
            .WithMessage($"*files has '{name}'*");
        SealedFile.Change(result, r => (r["files"], r["key"]!["strategy"]) = (new JsonObject(), "../x"));
        FluentActions.Invoking(() => RunFiles.ReadRecord(Path.GetDirectoryName(result)!)).Should().Throw<InvalidDataException>()
            .WithMessage("*key.strategy has '../x'*");
    }

    [Fact]
    public void Folders_are_collected()
    {
        Folder("a", "seq-lora");
        Folder("b", "seq-lora", "replay");
        CollectJob.Collect(Composer, [Of("a"), Of("b")], Of("all")).Result.Failures.Should().HaveCount(2);
        File.ReadAllText(Of("all/replay/order-1/seed-1/note.txt")).Should().Be("b replay");
    }

    [Fact]
    public void Folders_of_several_machines_keep_what_each_of_them_was()
    {
        foreach (string machine in new[] { "a", "b", "c" })
            SealedFile.Change(Path.Combine(Folder(machine, "seq-lora"), "run.json"), run => run["environment"] = new JsonObject { ["kif"] = "1", ["processor"] = machine });
        CollectJob.Collect(Composer, [Of("a"), Of("b"), Of("c"), Of("a")], Of("all"));
        RunDescription all = RunFolder.DescriptionOf(Of("all"));
        all.EarlierEnvironments.Append(all.Environment).Select(e => e["processor"]).Should().BeEquivalentTo("a", "b", "c");
        all.Warnings.Should().ContainSingle().Which.Should().StartWith("the runs differ in processor (a, b, c): ");
        CollectJob.Collect(Composer, [Of("all")], Of("again"));
        CollectJob.Collect(Composer, [Of("all")], Of("b"));
        RunFolder.DescriptionOf(Of("b")).EarlierEnvironments.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("link to the target", false)]
    [InlineData("the target is a link", false)]
    [InlineData("the source lies in the target", true)]
    [InlineData("the target lies in the source", true)]
    [InlineData("runs are linked", true)]
    [InlineData("the source lies in the run to replace", true)]
    public void Folders_that_are_the_same_nested_or_linked_lose_nothing(string how, bool refused)
    {
        string source = Of("a"), target = Of("b");
        switch (how)
        {
            case "link to the target":
                Folder("b", "seq-lora");
                Directory.CreateSymbolicLink(source, target);
                break;
            case "the target is a link":
                Folder("a", "seq-lora");
                Directory.CreateSymbolicLink(target, source);
                break;
            case "the source lies in the target":
                Folder("b", "seq-lora");
                source = Folder("b/a", "seq-lora");
                break;
            case "the target lies in the source":
                Folder("a", "seq-lora");
                target = Folder("a/b", "seq-lora");
                break;
            case "runs are linked":
                Folder("a", "seq-lora");
                Folder("b", "seq-lora");
                Directory.Delete(Of("b/seq-lora"), recursive: true);
                Folder("elsewhere", "seq-lora");
                Directory.CreateSymbolicLink(Of("b/seq-lora"), Of("elsewhere/seq-lora"));
                break;
            default:
                Folder("b", "seq-lora");
                source = Folder("b/seq-lora/order-1/seed-1/a", "seq-lora");
                break;
        }
        string[] before = Everything();
        Action collect = () => CollectJob.Collect(Composer, [source], target);
        if (refused) collect.Should().Throw<InvalidDataException>().Which.Message.Should().MatchRegex("lie in each other|leads out of");
        else collect.Should().NotThrow();
        before.Except(Everything()).Should().BeEmpty("nothing is deleted");
    }

    [Fact]
    public void A_run_of_the_target_that_is_the_same_by_a_link_stays()
    {
        Folder("a", "seq-lora");
        Folder("b", "seq-lora");
        Directory.Delete(Of("b/seq-lora"), recursive: true);
        Directory.CreateSymbolicLink(Of("b/seq-lora"), Of("a/seq-lora"));
        CollectJob.Collect(Composer, [Of("a")], Of("b"));
        File.ReadAllText(Of("a/seq-lora/order-1/seed-1/note.txt")).Should().Be("a seq-lora");
    }

    [Theory]
    [InlineData("seq-lora/order-1/seed-1/note.txt")]
    [InlineData("seq-lora/order-1/seed-1/more")]
    [InlineData("seq-lora")]
    [InlineData("run.json")]
    public void Links_out_of_a_folder_are_not_followed(string place)
    {
        string folder = Folder("sent", "seq-lora"), at = Path.Combine(folder, place);
        Folder("mine", "seq-lora");
        File.WriteAllText(Of("secret.txt"), "secret");
        if (File.Exists(at)) File.Delete(at);
        if (Directory.Exists(at)) Directory.Delete(at, recursive: true);
        if (place == "run.json") File.CreateSymbolicLink(at, Of("mine/run.json"));
        else if (Path.HasExtension(place)) File.CreateSymbolicLink(at, Of("secret.txt"));
        else Directory.CreateSymbolicLink(at, place == "seq-lora" ? Of("mine/seq-lora") : root);
        Collecting("sent", "home").Should().Throw<InvalidDataException>().WithMessage("*leads out of*by a link*");
        Directory.EnumerateFiles(Of("home"), "*.txt", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public void Links_within_a_folder_are_copied_as_files()
    {
        string folder = Folder("sent", "seq-lora");
        File.CreateSymbolicLink(Path.Combine(folder, "seq-lora/order-1/seed-1/again.txt"), Path.Combine(folder, "seq-lora/order-1/seed-1/note.txt"));
        Collecting("sent", "home").Should().NotThrow();
        File.ReadAllText(Of("home/seq-lora/order-1/seed-1/again.txt")).Should().Be("sent seq-lora");
        new FileInfo(Of("home/seq-lora/order-1/seed-1/again.txt")).LinkTarget.Should().BeNull();
    }

    private Action Collecting(string from, string to) => () => CollectJob.Collect(Composer, [Of(from)], Of(to));

    private string Of(string name) => Path.Combine(root, name);

    private string[] Everything() => [.. Directory.EnumerateFiles(root, "*.txt", SearchOption.AllDirectories).Order()];

    /// <summary>A folder of runs that failed, with a file each.</summary>
    private string Folder(string name, params string[] strategies)
    {
        string folder = Of(name);
        var description = new RunDescription
        {
            Command = "kif compare", Model = "embedded", Orders = [new("order-1", ["a"])], Seeds = [1], Strategies = strategies,
            Tasks = [new("a", 1, 1, "")], Settings = new Dictionary<string, string> { [RunDescription.MetricSetting] = "exact-match" },
        };
        if (File.Exists(Path.Combine(folder, "run.json"))) File.Delete(Path.Combine(folder, "run.json"));
        using var made = new RunFolder(folder, description);
        foreach (RunKey key in description.Grid)
        {
            made.Fail(new(key, "it broke"));
            File.WriteAllText(Path.Combine(made.Of(key), "note.txt"), $"{name} {key.Strategy}");
        }
        return folder;
    }
}
