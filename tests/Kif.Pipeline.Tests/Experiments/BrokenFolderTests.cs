using Kif.Models;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Experiments;

/// <summary>Folders that bad luck or other hands have changed: refused by name and with the way out, never taken for what they are not.</summary>
public sealed class BrokenFolderTests : IDisposable
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());
    private static readonly RunKey Run = new("seq-lora", "order-1", 1);
    private readonly string root = Directory.CreateTempSubdirectory("kif-broken-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("seq-lora")]
    [InlineData("seq-lora/order-1/seed-1")]
    [InlineData("seq-lora/order-1/seed-1/adapters")]
    [InlineData("seq-lora/order-1/seed-1/checkpoint")]
    public void A_run_whose_place_is_a_link_out_of_the_folder_is_not_begun(string place)
    {
        using RunFolder folder = Folder("out");
        string away = Directory.CreateDirectory(Path.Combine(root, "away", "order-1", "seed-1")).FullName, at = Path.Combine(root, "out", place);
        File.WriteAllText(Path.Combine(away, "mine.txt"), "mine");
        Directory.CreateDirectory(Path.GetDirectoryName(at)!);
        Directory.CreateSymbolicLink(at, Path.Combine(root, "away"));
        folder.Invoking(f => f.Own(Run)).Should().Throw<InvalidDataException>().WithMessage("*leads out of*by a link*");
        File.Exists(Path.Combine(away, "mine.txt")).Should().BeTrue();
        File.Delete(at);
        folder.Own(Run).Dispose();
    }

    [Fact]
    public void What_a_killed_process_left_is_no_part_of_the_run_that_goes_on()
    {
        using RunFolder folder = Folder("out");
        string run = folder.Of(Run), checkpoint = folder.CheckpointPathOf(Run);
        foreach (string file in new[] { ".predictions.jsonl.1.part", "predictions.jsonl", "stray", "steps.csv" })
            File.WriteAllText(Path.Combine(run, file), "x");
        Directory.CreateDirectory(Path.Combine(run, "adapters", "after-task-1"));
        VersionedFolder.Write(checkpoint, "learner.json", 3, to =>
        {
            AtomicFile.Write(Path.Combine(to, "steps.csv"), "steps");
            AtomicFile.Write(Path.Combine(to, "events.jsonl"), "events");
            AtomicFile.Write(Path.Combine(to, "kept.json"), "{}");
        });
        folder.Restore(Run, LearnerFolder.Open(checkpoint));
        Directory.GetFiles(run).Select(Path.GetFileName).Should().BeEquivalentTo("steps.csv", "events.jsonl");
        File.ReadAllText(Path.Combine(run, "steps.csv")).Should().Be("steps");
        Directory.GetDirectories(Path.Combine(run, "adapters")).Should().BeEmpty();
    }

    [Fact]
    public void A_finished_run_with_another_configuration_or_key_is_not_taken_over()
    {
        using (RunFolder folder = Folder("out")) Finish(folder);
        File.Delete(Path.Combine(root, "out", "run.json"));
        using (RunFolder other = Folder("out", epochs: "7"))
            other.Invoking(f => f.Find(Run)).Should().Throw<InvalidDataException>().WithMessage("*is done, but with another configuration*without the folder*");
        File.Delete(Path.Combine(root, "out", "run.json"));
        using RunFolder same = Folder("out", seeds: [1, 2]);
        same.Find(Run).Should().NotBeNull();
        Directory.Move(RunFolder.PathOf(same.Path, Run), RunFolder.PathOf(same.Path, Run with { Seed = 2 }));
        same.Invoking(f => f.Find(Run with { Seed = 2 })).Should().Throw<InvalidDataException>().WithMessage("*is that of another run (*");
        FluentActions.Invoking(() => SavedComparison.Read(same.Path)).Should().Throw<InvalidDataException>()
            .WithMessage("*result.json is that of another run (*");
    }

    [Fact]
    public void Answers_that_lack_something_are_told_with_their_line()
    {
        using RunFolder folder = Folder("out");
        Finish(folder);
        string run = folder.Of(Run), file = Path.Combine(run, RunFiles.Predictions);
        foreach (string line in new[] { "null", """{ "after": 0, "task": "a", "id": "1", "reference": "x" }""", """{ "after": 0, "task": null, "id": "1" }""" })
        {
            File.AppendAllText(file, line + "\n");
            FluentActions.Invoking(() => RunFiles.Read(run)).Should().Throw<InvalidDataException>().WithMessage("*predictions.jsonl was changed*");
            SealedFile.Change(Path.Combine(run, RunFiles.Result), r => r["files"]![RunFiles.Predictions] = FileHash.Of(file));
            FluentActions.Invoking(() => RunFiles.Read(run)).Should().Throw<InvalidDataException>().WithMessage("*predictions.jsonl, line 2: *");
            File.WriteAllLines(file, [.. File.ReadAllLines(file).Take(1)]);
        }
    }

    [Fact]
    public void Verifying_lists_the_damage_of_every_run()
    {
        using RunFolder folder = Folder("out", seeds: [1, 2]);
        Finish(folder);
        Finish(folder, Run with { Seed = 2 });
        File.AppendAllText(Path.Combine(folder.Of(Run), RunFiles.Steps), "half a li");
        File.Delete(Path.Combine(folder.Of(Run with { Seed = 2 }), RunFiles.Matrix));
        SealedFile.Change(Path.Combine(folder.Of(Run with { Seed = 2 }), RunFiles.Result), r => r["files"]![RunFiles.Steps] = "00");
        VerifyJob.Verify(Composer, folder.Path).Discrepancies.Select(d => d.Message).Should().Contain(m => m.StartsWith("steps.csv was changed"))
            .And.Contain("matrix.csv is missing").And.Contain(m => m.EndsWith("at the run's end it was 00…"));
    }

    [Fact]
    public void Collecting_replaces_no_run_that_can_go_on_and_copies_no_damage()
    {
        using RunFolder from = Folder("from"), to = Folder("to");
        from.Fail(new(Run, "it broke"));
        string checkpoint = Directory.CreateDirectory(to.CheckpointPathOf(Run)).FullName;
        File.WriteAllText(Path.Combine(checkpoint, "learner.json"), "mine");
        CollectJob.Collect(Composer, [to.Path, from.Path]);
        File.ReadAllText(Path.Combine(checkpoint, "learner.json")).Should().Be("mine");
        Finish(from);
        File.WriteAllText(Path.Combine(from.Of(Run), RunFiles.Matrix), "");
        FluentActions.Invoking(() => CollectJob.Collect(Composer, [to.Path, from.Path])).Should().Throw<InvalidDataException>()
            .WithMessage("*is done in*, but *matrix.csv was changed*nothing was copied*");
        File.ReadAllText(Path.Combine(checkpoint, "learner.json")).Should().Be("mine");
    }

    [Fact]
    public void A_run_that_is_not_done_is_verified_by_its_checkpoint()
    {
        using RunFolder folder = Folder("out");
        string checkpoint = Directory.CreateDirectory(folder.CheckpointPathOf(Run)).FullName;
        // Killed in the first checkpoint.
        Directory.CreateDirectory(Path.Combine(checkpoint, ".v1.0.part"));
        Directory.CreateDirectory(Path.Combine(checkpoint, "v1"));
        Findings().Should().BeEmpty();
        // A second one replaced a first, so the file that names it was there.
        Directory.CreateDirectory(Path.Combine(checkpoint, "v2"));
        Findings().Should().ContainSingle().Which.Should().Contain("learner.json is missing");

        string[] Findings() => [.. RunVerifier.CheckUnfinished(folder.Of(Run), folder.ConfigurationOf(Run))];
    }

    [Fact]
    public void Threads_that_name_runs_to_other_processes_begin_them_at_the_same_time()
    {
        using RunFolder folder = Folder("out", seeds: [.. Enumerable.Range(1, 400).Select(s => (long)s)]);
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, 8).Select(part => new Thread(() => Begin(part))).ToArray();
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        failures.Should().BeEmpty();

        void Begin(int part)
        {
            try
            {
                for (int seed = 1 + part; seed <= 400; seed += 8)
                {
                    using IDisposable own = folder.Own(Run with { Seed = seed });
                    folder.Copy(Run with { Seed = seed }).Should().BeNull();
                }
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        }
    }

    private RunFolder Folder(string name, string epochs = "3", IReadOnlyList<long>? seeds = null) => new(Path.Combine(root, name), new()
    {
        Command = "kif compare", Model = "embedded", Orders = [new("order-1", ["a"])], Seeds = seeds ?? [1], Strategies = ["seq-lora"],
        Tasks = [new("a", 1, 1, "")],
        Settings = new Dictionary<string, string> { [RunDescription.MetricSetting] = "exact-match", ["training.epochs"] = epochs },
    });

    private static void Finish(RunFolder folder, RunKey? key = null)
    {
        var matrix = new PerformanceMatrix(["a"]) { [0, 0] = 100 };
        matrix.SetUntrained(0, 100);
        string run = folder.Of(key ?? Run);
        File.WriteAllText(Path.Combine(run, RunFiles.Steps), StepsFile.Head + "\n");
        File.WriteAllText(Path.Combine(run, RunFiles.Events), "{}\n");
        folder.Done(new(key ?? Run, matrix, [new(0, "a", "1", "x", "x")], new RunCost(), 1, 1, 1, []));
    }
}
