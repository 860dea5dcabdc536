using System.Diagnostics;
using System.Text.Json;
using Kif.Tests;

namespace Kif.Cli.Tests;

public class ExperimentTests(SmallExperiment experiment) : IClassFixture<SmallExperiment>
{
    private static readonly string[] Files = ["adapters/after-task-1/adapter_model.safetensors", "adapters/after-task-2/adapter_model.safetensors",
        "matrix.csv", "predictions.jsonl", "steps.csv"];

    [Fact]
    public async Task Runs_several_at_a_time_are_those_one_by_one_bit_for_bit_and_what_is_done_is_not_done_again()
    {
        string folder = experiment.Fresh();
        (int code, string output, string error) = await Tool.RunAsync("compare", Path.Combine(experiment.Folder, "experiment.json"), "--parallel", "3", "--out",
            folder);

        code.Should().Be(0, error);
        Same(folder);
        Dictionary<string, DateTime> written = Written(folder);
        (code, string second, error) = await Tool.RunAsync("compare", Path.Combine(folder, "experiment.json"), "--out", folder);
        code.Should().Be(0, error);
        Written(folder).Should().Equal(written);
        Table(second).Should().Be(Table(output));

        (code, _, error) = await Tool.RunAsync("compare", Path.Combine(folder, "experiment.json"), "--seed", "1,2,3", "--out", folder);
        code.Should().Be(0, error);
        Written(folder).Should().HaveCount(6).And.Contain(written);
        (code, _, error) = await Tool.RunAsync("compare", Path.Combine(folder, "experiment.json"), "--epochs", "2", "--out", folder);
        (code, error.Trim()).Should()
            .Be((2, $"kif: {folder} holds another comparison: settings.training.epochs is 1 there and 2 now (seq-lora, order-1, seed 1); choose another folder, or delete it"));
    }

    [Fact]
    public async Task Runs_of_the_embedded_model_are_done_side_by_side_by_default_with_the_bits_of_those_one_by_one()
    {
        string folder = experiment.Fresh();
        (int code, string output, string error) = await Tool.RunAsync(["compare", .. SmallExperiment.Asked, "--json", "--out", folder]);

        code.Should().Be(0, error);
        error.Should().BeEmpty();
        Same(folder);
        string[] events = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("event").GetString()!)];
        int most = 0, now = 0;
        foreach (string e in events) most = Math.Max(most, now += e == "run-started" ? 1 : e == "run-finished" ? -1 : 0);
        (most, now).Should().Be((Math.Min(4, Environment.ProcessorCount), 0));
        (code, output, error) = await Tool.RunAsync("verify", folder);
        (code, output.Trim()).Should().Be((0, "4 runs: everything matches"), error);
    }

    [Fact]
    public async Task Folders_of_several_machines_are_gathered_into_one()
    {
        string first = experiment.Fresh(), second = experiment.Fresh(), all = experiment.Fresh();
        string file = Path.Combine(experiment.Folder, "experiment.json");
        (await Tool.RunAsync("compare", file, "--cell", "0,3", "--out", first)).Code.Should().Be(0);
        (await Tool.RunAsync("compare", file, "--cell", "1,2", "--out", second)).Code.Should().Be(0);

        (int code, string output, string error) = await Tool.RunAsync("collect", first, second, "--out", all);

        (code, output.Trim()).Should().Be((0, $"{all}: 4 runs done, 0 failed, 0 missing"), error);
        Same(all);
    }

    [Fact]
    public async Task Verify_recomputes_and_finds_whatever_was_changed()
    {
        (int code, string output, string error) = await Tool.RunAsync("verify", experiment.Folder);
        (code, output.Trim()).Should().Be((0, "4 runs: everything matches"), error);

        string run = Path.Combine("seq-lora", "order-1", "seed-2");
        await Finds("seq-lora, order-1, seed 2: predictions.jsonl was changed", run, "predictions.jsonl", "\"answer\":\"", "\"answer\":\"x");
        await Finds("result.json was changed: its hash is", run, "result.json", "\"seed=2\"", "\"seed=9\"", seals: false);
        await Finds("seq-lora, order-1, seed 2: task mood after 0 tasks: scored 77", run, "result.json", "\"untrained\": [\n    0", "\"untrained\": [\n    77");
        await Finds("the configuration does not have its hash", run, "result.json", "\"seed=2\"", "\"seed=9\"");
        await Finds("report.md is not what follows from the runs", "", "report.md", "kif-lora", "kif-lore");
        await Finds("settings.training.epochs=1", "", "run.json", "\"training.epochs\": \"1\"", "\"training.epochs\": \"7\"");
        await Finds("matrix.csv was changed", run, "matrix.csv", "untrained", "Untrained");
    }

    [Fact]
    public void Verify_finds_any_damage_to_any_file()
    {
        string copy = experiment.Copy();
        StrategyComposer composer = new(KifServices.BuiltIn());
        VerifyJob.Verify(composer, copy).Discrepancies.Should().BeEmpty();
        string other = Path.Combine("seq-lora", "order-1", "seed-2") + Path.DirectorySeparatorChar;
        string[] files = [.. Directory.EnumerateFiles(copy, "*", SearchOption.AllDirectories)
            // The page is made of the other files and is no evidence.
            .Where(f => !f.Contains(".locks") && !f.EndsWith("report.html", StringComparison.Ordinal) && (!f.Contains("seed-") || f.Contains(other)))];
        files.Should().HaveCountGreaterThan(9);
        foreach ((string file, string kind, int seed) in files.SelectMany((f, i) => Damage.Kinds.Select((k, j) => (f, k, 10 * i + j))))
        {
            // Answers of the untrained model that are gone are computed again; nothing rests on them.
            if (kind == "deleted" && file.Contains(UntrainedFiles.Name)) continue;
            byte[] content = File.ReadAllBytes(file);
            Damage.Do(file, kind, seed);
            Found(composer, copy).Should().BeTrue($"{file} was {kind}");
            File.WriteAllBytes(file, content);
        }
    }

    [Fact]
    public async Task Reproduce_does_runs_again_and_says_which_files_differ()
    {
        (int code, string output, string error) = await Tool.RunAsync("reproduce", experiment.Folder, "--cell", "1,2");
        (code, output.Trim().Split('\n')).Should()
            .BeEquivalentTo(
                (0, new[] { "kif-lora, order-1, seed 1: identical", "seq-lora, order-1, seed 2: identical", "2 of 2 runs are the same, bit for bit" }),
                error);

        string copy = experiment.Copy(), run = Path.Combine(copy, "seq-lora", "order-1", "seed-1");
        string result = File.ReadAllText(Path.Combine(run, "result.json"));
        string hash = JsonDocument.Parse(result).RootElement.GetProperty("files").GetProperty("steps.csv").GetString()!;
        Change(Path.Combine(run, "result.json"), hash, new string('0', 64), seals: true);
        (code, output, _) = await Tool.RunAsync("reproduce", copy, "--cell", "0");
        (code, output.Trim().Split('\n')[0]).Should().Be((1, "seq-lora, order-1, seed 1: steps.csv differs"));
    }

    [Fact]
    public async Task An_experiment_is_begun_planned_and_refused_where_it_is_wrong()
    {
        string folder = experiment.Fresh();
        (int code, string output, string error) = await Tool.RunAsync("init", folder);
        (code, output).Should()
            .Be((0, $"{folder}/experiment.json\n{folder}/experiment.schema.json\n{folder}/README.md\nNext:  kif compare {folder}/experiment.json --dry-run\n"),
                error);
        string file = Path.Combine(folder, "experiment.json");

        (code, output, error) = await Tool.RunAsync("compare", file, "--train-limit", "16", "--test-limit", "4", "--out", Path.Combine(folder, "out"),
            "--dry-run");
        code.Should().Be(0, error);
        output.Should()
            .Contain("    0  seq-lora, order-1, seed 1").And.MatchRegex("(?m)^runs +24, 0 of them done").And.MatchRegex(
                "(?m)^a run +30 steps, 240 training examples, 120 answers")
            .And.MatchRegex("(?m)^time +about .* in all").And.MatchRegex(@"(?m)^disk +about \d");
        Directory.Exists(Path.Combine(folder, "out")).Should().BeFalse();

        await Refused("\"seeds\": [", "\"seedz\": [", "no setting is named 'seedz'; did you mean 'seeds'?");
        await Refused("\"epochs\": 3", "\"epochs\": \"many\"", "training.epochs is 'many', which is no whole number");
        await Refused("\"fuse\": \"threshold\"", "\"fuze\": \"threshold\"", "fuze", "'fuse'");
        await Refused("\"orderCount\": 2", "\"orderCount\": 2000", "ordercount is 2000");
        await Refused("\"baseline\": \"seq-lora\"", "\"baseline\": \"seq\"", "compare.baseline", "seq-lora");

        async Task Refused(string old, string now, params string[] said)
        {
            string wrong = Path.Combine(folder, "wrong.json"), right = File.ReadAllText(file);
            right.Should().Contain(old);
            File.WriteAllText(wrong, right.Replace(old, now, StringComparison.Ordinal));
            (int exit, _, string message) = await Tool.RunAsync("compare", wrong, "--dry-run");
            exit.Should().Be(2, message);
            message.ToLowerInvariant().Should().ContainAll(said.Select(s => s.ToLowerInvariant()));
        }
    }

    private void Same(string folder)
    {
        Dictionary<string, byte[]> expected = SmallExperiment.Bits(experiment.Folder), made = SmallExperiment.Bits(folder);
        made.Keys.Should().Equal(expected.Keys).And.Contain(Files.Select(f => Path.Combine("kif-lora", "order-1", "seed-2", f)));
        made.Where(f => !f.Value.AsSpan().SequenceEqual(expected[f.Key])).Select(f => f.Key).Should().BeEmpty();
    }

    private async Task Finds(string finding, string run, string file, string old, string now, bool seals = true)
    {
        string copy = experiment.Copy();
        Change(Path.Combine(copy, run, file), old, now, seals && file is "result.json" or "run.json");
        (int code, string output, _) = await Tool.RunAsync("verify", copy);
        code.Should().Be(1);
        output.Should().Contain(finding);
    }

    /// <summary>Whether verifying says anything: a finding, or that the folder can't be read.</summary>
    private static bool Found(StrategyComposer composer, string folder)
    {
        try { return VerifyJob.Verify(composer, folder).Discrepancies.Count > 0; }
        catch (Exception e) when (e is InvalidDataException or CompositionException)
        {
            return true;
        }
    }

    /// <summary>Changes a file; with a new hash of itself, as somebody would who changes it on purpose.</summary>
    private static void Change(string path, string old, string now, bool seals)
    {
        string text = File.ReadAllText(path);
        text.Should().Contain(old);
        text = text.Replace(old, now, StringComparison.Ordinal);
        File.WriteAllText(path, text);
        if (seals) SealedFile.Change(path, _ => { });
    }

    private static Dictionary<string, DateTime> Written(string folder) =>
        Directory.EnumerateFiles(folder, "result.json", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc);

    /// <summary>The table without the column of times.</summary>
    private static string Table(string output) =>
        string.Concat(output.Split('\n').Where(l => l.Contains("-lora") && l.Contains('%'))
        .Select(l => l.Split("  ", StringSplitOptions.RemoveEmptyEntries)[0]));
}
