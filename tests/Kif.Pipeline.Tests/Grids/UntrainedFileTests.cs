using System.Text.Json.Nodes;
using Kif.Models;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Grids;

/// <summary>The untrained model's answers are computed once for all calls and processes of a comparison, and what was damaged is computed again.</summary>
public sealed class UntrainedFileTests : IDisposable
{
    private readonly TinyGrid grid = new();

    private string Untrained => Path.Combine(grid.Folder, UntrainedFiles.Name);

    public void Dispose() => grid.Dispose();

    [Fact]
    public async Task A_later_call_reads_the_answers_of_an_earlier_one()
    {
        (ComparisonResult first, _) = await TinyGrid.Run(grid.Settings("seq-lora"));
        string[] files = Directory.GetFiles(Untrained);
        files.Should().HaveCount(3, "there are three tasks");
        foreach (string file in files) SealedFile.Change(file, json => json["answers"] = new JsonArray("planted", "planted", "planted", "planted"));

        (ComparisonResult both, List<RunEvent> events) = await TinyGrid.Run(grid.Settings("seq-lora", "replay") with { Seeds = [1, 2] });
        both.Runs.Where(r => r.Key != first.Runs[0].Key).Should().HaveCount(3).And
            .OnlyContain(r => r.Predictions.Where(p => p.After == 0).All(p => p.Answer == "planted"));
        TinyGrid.Answers(both.Runs[0], 0).Should().Equal(TinyGrid.Answers(first.Runs[0], 0), "a run that is done is not done again");
        events.OfType<TaskEvaluated>().Where(e => e.After == 0).Select(e => e.Task).Should().Equal(
            Enumerable.Repeat(new[] { "place", "time", "colour" }, 3).SelectMany(t => t), "rows are told in the order of the tasks");
        Directory.GetFiles(Untrained).Should().Equal(files);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("emptied")]
    [InlineData("flipped")]
    [InlineData("deleted")]
    public async Task A_damaged_file_is_found_and_computed_again(string kind)
    {
        (ComparisonResult first, _) = await TinyGrid.Run(grid.Settings("seq-lora"));
        string file = Directory.GetFiles(Untrained).Order().First();
        byte[] whole = File.ReadAllBytes(file);
        Damage.Do(file, kind, seed: 4);
        string[] found = [.. VerifyJob.Verify(new(KifServices.BuiltIn()), grid.Folder).Discrepancies.Select(d => d.Message)];
        if (kind == "deleted") found.Should().BeEmpty("nothing rests on it");
        else found.Should().ContainSingle().Which.Should().Contain(Path.GetFileName(file)).And.Contain("the next run computes these answers again");

        (ComparisonResult both, _) = await TinyGrid.Run(grid.Settings("seq-lora", "replay"));
        TinyGrid.Answers(both.Runs[1], 0).Should().Equal(TinyGrid.Answers(first.Runs[0], 0));
        File.ReadAllBytes(file).Should().Equal(whole);
        VerifyJob.Verify(new(KifServices.BuiltIn()), grid.Folder).Discrepancies.Should().BeEmpty();
    }

    [Fact]
    public async Task What_decides_the_answers_decides_the_file_and_nothing_else_does()
    {
        CompareSettings usual = grid.Settings("seq-lora");
        string before = Lines(usual);
        foreach (CompareSettings same in new[]
        {
            usual with { Strategies = ["replay", "seq-full"] }, usual with { Seeds = [5, 6] }, usual with { Order = ["time", "place"] },
            usual with { Training = new() { Epochs = 3 } }, usual with { Evaluation = usual.Evaluation with { Score = ScoredTasks.Next } },
            usual with { Evaluation = usual.Evaluation with { EvaluateEverySteps = 1, MidTaskExamples = 2 } }, usual with { CheckpointSteps = 1 },
        }) Lines(same).Should().Be(before);
        var others = new List<CompareSettings>
        {
            usual with { TestLimit = 3 }, usual with { TrainLimit = 7 }, usual with { Limits = new() { MaxSource = 9 } },
            usual with { Evaluation = usual.Evaluation with { MaxNewTokens = 3 } }, usual with { Compute = new() { Precision = "float64" } },
            usual with { Evaluation = usual.Evaluation with { AnswerBy = AnswerMode.Likelihood } },
            usual with { Evaluation = usual.Evaluation with { BatchSize = 3 } }, usual with { Model = CompareSettings.Embedded },
        };
        string[] lines = [.. others.Select(Lines)];
        lines.Append(before).Should().OnlyHaveUniqueItems();

        await TinyGrid.Run(usual with { Out = grid.Of("before") });
        string adapter = Path.Combine(grid.Of("before"), "seq-lora", "order-1", "seed-1", "adapters", "after-task-1");
        Lines(usual with { Adapter = adapter }).Should().Contain("source.adapter/").And.NotBe(before);

        string Lines(CompareSettings settings)
        {
            using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), settings with { Out = grid.Of(Guid.NewGuid().ToString("N")) });
            return string.Join('\n', RunConfiguration.OfUntrained(job.Output!.Description, "time"));
        }
    }

    [Fact]
    public async Task While_another_process_answers_a_task_the_next_ones_are_answered()
    {
        (LearningTask[] tasks, UntrainedFiles files, UntrainedFiles others) = (Tasks("a", "b"), Files(), Files());
        var shared = new UntrainedAnswers(files);
        using var begun = new ManualResetEventSlim();
        using var finish = new ManualResetEventSlim();
        Task<IReadOnlyList<string>?> other = Task.Run(() => others.Try(tasks[0], _ =>
        {
            begun.Set();
            finish.Wait(TestContext.Current.CancellationToken);
            return ["theirs"];
        }), TestContext.Current.CancellationToken);
        begun.Wait(TestContext.Current.CancellationToken);
        var asked = new List<string>();
        IReadOnlyList<string> Answer(LearningTask task)
        {
            asked.Add(task.Name);
            finish.Set();
            return ["own"];
        }

        shared.Of(tasks[0], tasks[1..], Answer, TestContext.Current.CancellationToken).Should().Equal("theirs");
        shared.Of(tasks[1], [], Answer, TestContext.Current.CancellationToken).Should().Equal("own");
        asked.Should().Equal("b");
        (await other).Should().Equal("theirs");
        others.Try(tasks[1], _ => throw new InvalidOperationException("they are there")).Should().Equal("own");
    }

    [Fact]
    public void An_owner_that_shows_no_life_is_not_waited_for_and_waiting_can_be_stopped()
    {
        LearningTask task = Tasks("a")[0];
        UntrainedFiles files = Files(TimeSpan.FromMilliseconds(300));
        files.Try(task, _ => ["once"]).Should().Equal("once");
        string file = Directory.GetFiles(grid.Of(UntrainedFiles.Name))[0], held = Path.Combine(grid.Of("locks"), Path.GetFileName(file)[..16]);
        File.Delete(file);
        using FileStream dead = FileLock.TryTake(grid.Of($"locks/untrained.{Path.GetFileName(held)}.lock"))!;
        dead.Should().NotBeNull();
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        files.Try(task, _ => throw new InvalidOperationException("another process has it")).Should().BeNull();
        FluentActions.Invoking(() => files.Wait(task, _ => ["own"], stop.Token)).Should().Throw<OperationCanceledException>();
        files.Wait(task, _ => ["own"], TestContext.Current.CancellationToken).Should().Equal("own");
        files.Try(task, _ => throw new InvalidOperationException("it is there")).Should().Equal("own");
    }

    private UntrainedFiles Files(TimeSpan? patience = null) => new(grid.Of("."), grid.Of("locks/untrained"), new()
    {
        Command = "", Model = "m", Tasks = [new("a", 1, 1, "1"), new("b", 1, 1, "2")],
    }, patience);

    private static LearningTask[] Tasks(params string[] names) => [.. names.Select(n => new LearningTask(n, [new("q", "a", "1")], [new("q", "a", "1")]))];
}
