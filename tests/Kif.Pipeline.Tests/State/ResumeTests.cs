using Kif.Models;
using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.State;

/// <summary>
/// A run that is saved between tasks and goes on elsewhere is the run that was never stopped (algorithms.md 15.10); what is written is what was reported.
/// </summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());
    private readonly string folder = Directory.CreateTempSubdirectory("kif-").FullName;

    public static TheoryData<string> Strategies =>
        [.. KifServices.BuiltIn().Strategies.Select(s => s.Name), "kif-lora+replay", "inc-lora grow=merge", "o-lora grow=merge",
        "o-lora+replay o-lora.grow=merge"];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_saved_run_goes_on_as_if_it_had_never_stopped(string strategy)
    {
        using ContinualLearner whole = Learner(strategy), first = Learner(strategy), second = Learner(strategy);
        for (int task = 0; task < 3; task++) Learn(whole, task);
        Learn(first, 0);
        Learn(first, 1);
        first.Save(folder);
        second.Resume(folder);
        second.TasksLearned.Should().Be(2);
        (second.StateBytes, second.Cost.Steps, second.Cost.ExtraBackward).Should().Be((first.StateBytes, first.Cost.Steps, first.Cost.ExtraBackward));
        Learn(second, 2);
        for (int task = 0; task < 3; task++)
            Numbers(second.WeightsFor($"task{task}")).Should().Equal(Numbers(whole.WeightsFor($"task{task}")), $"of task {task}");
        (second.StateBytes, second.Cost.Steps).Should().Be((whole.StateBytes, whole.Cost.Steps));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void As_many_bytes_are_written_as_were_reported(string strategy)
    {
        using ContinualLearner learner = Learner(strategy);
        for (int task = 0; task < 3; task++) Learn(learner, task);
        learner.Save(folder);
        long written = 0;
        foreach (string file in Directory.GetFiles(Path.Combine(folder, "v1"), "*.safetensors"))
        {
            using SafetensorsFile tensors = SafetensorsFile.Open(file);
            written += tensors.Names.Where(n => n != "weights").Sum(n => tensors.Info(n).ByteCount);
        }
        using var values = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "v1", "state.json")));
        written += values.RootElement.GetProperty("values").EnumerateObject().Sum(p => (long)System.Text.Encoding.UTF8.GetByteCount(Compact(p.Value)));
        written.Should().Be(learner.StateBytes);
    }

    [Fact]
    public void Another_strategy_s_folder_is_refused()
    {
        using ContinualLearner saved = Learner("kif"), other = Learner("replay"), used = Learner("kif");
        Learn(saved, 0);
        saved.Save(folder);
        other.Invoking(o => o.Resume(folder)).Should().Throw<InvalidDataException>()
            .WithMessage("*was saved by a strategy of the parts kif; this one has replay");
        Learn(used, 0);
        used.Invoking(u => u.Resume(folder)).Should().Throw<InvalidOperationException>().WithMessage("*learned 1 tasks already*");
    }

    [Fact]
    public void A_folder_that_was_not_written_to_its_end_is_refused()
    {
        using ContinualLearner saved = Learner("kif"), other = Learner("kif");
        Learn(saved, 0);
        saved.Save(folder);
        File.Delete(Path.Combine(folder, "learner.json"));
        other.Invoking(o => o.Resume(folder)).Should().Throw<InvalidDataException>().WithMessage("*learner.json is missing*");
    }

    [Fact]
    public void A_save_that_broke_off_leaves_the_one_before_and_is_cleared_by_the_next()
    {
        using ContinualLearner saved = Learner("kif"), earlier = Learner("kif"), later = Learner("kif");
        Learn(saved, 0);
        saved.Save(folder);
        Learn(saved, 1);
        string other = Path.Combine(folder, "other");
        saved.Save(other);
        // Killed while files were written, and after all of them but before the pointer was swapped.
        Directory.CreateDirectory(Path.Combine(folder, ".v2.0.part"));
        File.WriteAllText(Path.Combine(folder, ".v2.0.part", "weights.safetensors"), "half");
        File.WriteAllText(Path.Combine(folder, ".learner.json.0.part"), "{");
        Directory.Move(Path.Combine(other, "v1"), Path.Combine(folder, "v2"));
        earlier.Resume(folder);
        earlier.TasksLearned.Should().Be(1);

        saved.Save(folder);
        later.Resume(folder);
        later.TasksLearned.Should().Be(2);
        Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Should().BeEquivalentTo("learner.json", "learner.lock", "learner.owner.json", "v3", "other");
    }

    [Fact]
    public void Files_of_others_are_left_alone()
    {
        using ContinualLearner learner = Learner("kif");
        foreach (string name in new[] { "v1.txt", "v01", "task" })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            File.WriteAllText(Path.Combine(folder, name, "mine.txt"), "mine");
        }
        Learn(learner, 0);
        for (int i = 0; i < 2; i++) learner.Save(folder);
        foreach (string name in new[] { "v1.txt", "v01", "task" }) File.ReadAllText(Path.Combine(folder, name, "mine.txt")).Should().Be("mine");
        ContinualLearner.IsSavedIn(Path.Combine(folder, "task")).Should().BeFalse();
    }

    public void Dispose() => Directory.Delete(folder, true);

    private static string Compact(System.Text.Json.JsonElement value) =>
        System.Text.Json.JsonSerializer.Serialize(value, new System.Text.Json.JsonSerializerOptions
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private static double[] Numbers(Tensor? weights) => weights?.data<double>().ToArray() ?? [];

    private static ContinualLearner Learner(string strategy) => TinyRun.Learner(
        Composer.Choose(strategy.Split(' ')[0], strategy.Split(' ').Skip(1).Select(s => new KeyValuePair<string, string>(s.Split('=')[0], s.Split('=')[1])))
            .Compose(), dropout: 0.1);

    private static void Learn(ContinualLearner learner, int task) => learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
}
