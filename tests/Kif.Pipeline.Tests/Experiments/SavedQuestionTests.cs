using System.Text.Json;
using System.Text.Json.Nodes;
using Kif.Pipeline.Tests.MachineLearning;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Experiments;

/// <summary>Every answer of a run is saved with its question, short enough for every line; runs of earlier versions have none and count as the same.</summary>
public sealed class SavedQuestionTests : IDisposable
{
    private readonly TinyModel tiny = new();

    private string Out => Path.Combine(tiny.Root, "out");

    private string Answers => Path.Combine(Out, "seq-lora", "order-1", "seed-1", "predictions.jsonl");

    public void Dispose() => tiny.Dispose();

    [Fact]
    public async Task Every_line_has_its_question_and_reads_back()
    {
        await Run();
        JsonElement[] lines = [.. File.ReadLines(Answers).Select(l => JsonElement.Parse(l))];
        lines.Should().NotBeEmpty().And.OnlyContain(l => l.GetProperty("input").GetString()!.Length > 0);
        SavedComparison.Read(Out).Result.Runs.Single().Predictions.Should().OnlyContain(p => p.Input != null);
        RunFolder.DescriptionOf(Out).Begun.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_run_without_questions_is_read_and_repeated_as_the_same_and_another_answer_is_not()
    {
        await Run();
        Rewrite(line => line.Remove("input"));
        SavedComparison.Read(Out).Result.Runs.Single().Predictions.Should().OnlyContain(p => p.Input == null);
        (await Reproduced()).Should().BeEmpty();
        Rewrite(line => line["answer"] = line["answer"] + "!");
        (await Reproduced()).Should().Equal("predictions.jsonl differs");
    }

    [Theory]
    [InlineData(600, 600)]
    [InlineData(601, 600)]
    [InlineData(100_000, 600)]
    public void A_long_question_keeps_its_beginning_and_its_end(int length, int kept)
    {
        string question = "where " + new string('x', length - 12) + " here?";
        string shown = ShortQuestion.Of(question);
        shown.Should().HaveLength(kept).And.StartWith("where x").And.EndWith("x here?");
        if (length > kept) shown.Should().Contain(" […] ");
    }

    [Fact]
    public void A_character_is_not_cut_in_half()
    {
        foreach (int shift in new[] { 0, 1 })
            ShortQuestion.Of(new string('x', shift) + string.Concat(Enumerable.Repeat("\U0001F600", 500))).IsNormalized().Should().BeTrue("no lone surrogate");
    }

    /// <summary>Changes every line of the answers, and the hash of their file.</summary>
    private void Rewrite(Action<JsonObject> change)
    {
        File.WriteAllLines(Answers, File.ReadAllLines(Answers).Select(l =>
        {
            JsonObject line = JsonNode.Parse(l)!.AsObject();
            change(line);
            return line.ToJsonString(RunJson.Line);
        }));
        SealedFile.Change(Path.Combine(Path.GetDirectoryName(Answers)!, RunFiles.Result),
            run => run["files"]![RunFiles.Predictions] = Kif.Models.FileHash.Of(Answers));
    }

    private async Task<IReadOnlyList<string>> Reproduced() =>
        (await ReproduceJob.RunAsync(new(KifServices.BuiltIn()), null, Out, [], cancellation: TestContext.Current.CancellationToken)).Single().Differences;

    private async Task Run()
    {
        CompareSettings settings = new()
        {
            Model = tiny.Folder, Strategies = ["seq-lora"], Order = ["place", "time"], TrainLimit = 8, TestLimit = 2, Threads = 1, Out = Out,
            Training = new() { Epochs = 1, BatchSize = 4 }, Evaluation = new() { MaxNewTokens = 2 },
        };
        using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), settings);
        await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);
        job.Finish(await run.Completion);
    }
}
