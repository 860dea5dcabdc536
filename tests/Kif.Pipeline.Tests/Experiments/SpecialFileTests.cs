using System.Runtime.InteropServices;
using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Experiments;

/// <summary>Pipes and files of any size in folders of runs and learners are refused by name; nothing waits for them and nothing is read of them.</summary>
public sealed class SpecialFileTests : IDisposable
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());
    private readonly string root = Directory.CreateTempSubdirectory("kif-special-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    public static TheoryData<string, bool> Cases => [.. new[] { "run.json", "result.json", "predictions.jsonl", "matrix.csv", "learner.json", "description.json", "state.json" }
        .SelectMany(name => new[] { (name, true), (name, false) })];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Pipes_and_files_without_end(string name, bool pipe)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes with names are made by a call of Linux");
        string file = Make(name);
        File.Delete(file);
        if (pipe) mkfifo(file, 0x180).Should().Be(0);
        else
            using (FileStream sparse = File.Create(file)) sparse.SetLength(1L << 40);
        Task<Action> reading = Task.Run<Action>(() =>
        {
            try { Read(name); }
            catch (InvalidDataException e) { return () => e.Message.Should().Contain(name); }
            return () => Assert.Fail("it was read");
        }, TestContext.Current.CancellationToken);
        (await reading.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken))();
    }

    [Fact]
    public void A_comparison_of_more_runs_than_can_be_listed_is_refused()
    {
        string file = Make("run.json");
        Kif.Tests.SealedFile.Change(file, run => run["seeds"] = new System.Text.Json.Nodes.JsonArray([.. Enumerable.Range(0, 1_000_001).Select(i => (System.Text.Json.Nodes.JsonNode)i)]));
        FluentActions.Invoking(() => SavedComparison.Read(root)).Should().Throw<InvalidDataException>().WithMessage("*run.json: 1 strategies, 1 orders and 1000001 seeds are more than*");
    }

    [Theory]
    [InlineData("""[[0,1]]""")]
    [InlineData("""[]""")]
    [InlineData("""[null]""")]
    public void Scores_that_are_not_those_of_the_tasks_are_refused(string matrix)
    {
        string file = Make("result.json");
        Kif.Tests.SealedFile.Change(file, run => run["matrix"] = System.Text.Json.Nodes.JsonNode.Parse(matrix));
        FluentActions.Invoking(() => SavedComparison.Read(root)).Should().Throw<InvalidDataException>().WithMessage("*result.json: untrained and matrix do not*");
    }

    /// <summary>Writes a folder of runs, or of a learner, and returns the path of one of its files.</summary>
    private string Make(string name)
    {
        if (name is "learner.json" or "description.json" or "state.json")
        {
            using ContinualLearner learner = TinyRun.Learner(Composer.Choose("der++").Compose());
            learner.Save(root);
            return Directory.EnumerateFiles(root, name, SearchOption.AllDirectories).Single();
        }
        var description = new RunDescription
        {
            Command = "kif compare", Model = "embedded", Orders = [new("order-1", ["a"])], Seeds = [1], Strategies = ["seq-lora"], Tasks = [new("a", 1, 1, "")],
            Settings = new Dictionary<string, string> { [RunDescription.MetricSetting] = "exact-match" },
        };
        using var folder = new RunFolder(root, description);
        RunKey key = description.Grid.Single();
        folder.Handle(new RunStarted(1) { Run = key });
        var matrix = new PerformanceMatrix(["a"]);
        (matrix[0, 0], _) = (1, 0);
        matrix.SetUntrained(0, 0);
        folder.Done(new(key, matrix, [new(0, "a", "1", "x", "y")], new RunCost(), 1, 1, 1, []));
        return Directory.EnumerateFiles(root, name, SearchOption.AllDirectories).Single();
    }

    private void Read(string name)
    {
        if (name is "learner.json" or "description.json" or "state.json")
        {
            using ContinualLearner learner = TinyRun.Learner(Composer.Choose("der++").Compose());
            learner.Resume(root);
            return;
        }
        SavedComparison saved = SavedComparison.Read(root);
        foreach (StrategyRun run in saved.Result.Runs)
        {
            string folder = RunFolder.PathOf(root, run.Key);
            if (RunFiles.Faults(folder, RunFiles.ReadRecord(folder)).FirstOrDefault() is { } fault) throw new InvalidDataException(fault);
        }
    }

    [DllImport("libc")]
    private static extern int mkfifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
