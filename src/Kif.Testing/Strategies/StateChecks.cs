using System.Text.Encodings.Web;
using System.Text.Json;
using Kif.Models;

namespace Kif.Testing;

/// <summary>The checks of a strategy's state: its names, and its size in files.</summary>
internal static class StateChecks
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Names(StrategyUnderTest strategy)
    {
        using var run = new ConformanceRun(strategy);
        using var again = new ConformanceRun(strategy);
        for (int task = 0; task < 3; task++)
        {
            run.Learn(task);
            again.Learn(task);
            List<string> first = StateListing.Of(run.Composition).Names, second = StateListing.Of(run.Composition).Names,
                other = StateListing.Of(again.Composition).Names;
            if (first.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new ConformanceException($"shows two pieces of state under the name '{twice.Key}'");
            Same(first, second, "a second visit");
            Same(first, other, "another run of the same seed");
        }
    }

    public static void Size(StrategyUnderTest strategy)
    {
        using var folder = new TemporaryFolder();
        using var run = new ConformanceRun(strategy);
        for (int task = 0; task < 3; task++) run.Learn(task);
        long reported = run.Learner.StateBytes;
        run.Learner.Save(folder.Path);
        long written = Written(LearnerFolder.Open(folder.Path));
        if (written != reported) throw new ConformanceException($"reported a state of {reported} bytes and had {written} written");
    }

    private static void Same(List<string> one, List<string> other, string what)
    {
        if (one.SequenceEqual(other)) return;
        int at = one.Zip(other).TakeWhile(p => p.First == p.Second).Count();
        throw new ConformanceException(
            $"shows '{other.ElementAtOrDefault(at) ?? "nothing"}' in {what} where it showed '{one.ElementAtOrDefault(at) ?? "nothing"}'");
    }

    private static long Written(FolderVersion saved)
    {
        long bytes = 0;
        foreach (string file in Directory.GetFiles(saved.Path, "*.safetensors"))
        {
            using SafetensorsFile tensors = SafetensorsFile.Open(file);
            bytes += tensors.Names.Where(n => n != "weights").Sum(n => tensors.Info(n).ByteCount);
        }
        using JsonDocument values = JsonDocument.Parse(File.ReadAllBytes(saved.File(StateFiles.ValueFile)));
        return bytes + values.RootElement.GetProperty(StateValueFile.Values).EnumerateObject()
            .Sum(p => (long)JsonSerializer.SerializeToUtf8Bytes(p.Value, Compact).Length);
    }
}

/// <summary>The checks of runs that are saved and resumed in another learner.</summary>
internal static class ResumeChecks
{
    private const int Count = 3;

    public static void BetweenTasks(StrategyUnderTest strategy)
    {
        RunTrace whole = strategy.Usual;
        for (int boundary = 1; boundary < Count; boundary++)
        {
            using var folder = new TemporaryFolder();
            using var second = new ConformanceRun(strategy);
            using (var first = new ConformanceRun(strategy))
            {
                for (int task = 0; task < boundary; task++) first.Learn(task);
                Saved(first, second, folder.Path, $"after task {boundary}");
                if (first.Trace().Difference(second.Trace()) is { } lost)
                    throw new ConformanceException($"came back otherwise than it was saved after task {boundary}: {lost}");
            }
            for (int task = boundary; task < Count; task++) second.Learn(task);
            if (whole.Difference(second.Trace()) is { } difference)
                throw new ConformanceException($"kept something that Visit does not show: after resuming at the boundary of task {boundary}, {difference}");
        }
    }

    public static void WithinTask(StrategyUnderTest strategy)
    {
        RunTrace whole = strategy.Usual;
        for (int step = 0; step < 3; step++)
        {
            using var folder = new TemporaryFolder();
            using var second = new ConformanceRun(strategy);
            using (var first = Paused(strategy, step)) Saved(first, second, folder.Path, $"at step {step} of task 2");
            for (int task = 1; task < Count; task++) second.Learn(task);
            if (whole.Difference(second.Trace()) is { } difference)
                throw new ConformanceException($"kept something that Visit does not show: after a pause behind step {step} of task 2, {difference}");
        }
    }

    private static ConformanceRun Paused(StrategyUnderTest strategy, int step)
    {
        var pause = new CancellationTokenSource();
        var run = new ConformanceRun(strategy, new()
            { Handle = e => { if (e is StepFinished { Position: { TaskIndex: 1, Phase: null } at } && at.Step == step) pause.Cancel(); } });
        run.Learn(0);
        try
        {
            run.Learn(1, cancellation: pause.Token);
        }
        catch (OperationCanceledException)
        {
            return run;
        }
        throw new ConformanceException($"was not paused at step {step} of task 2");
    }

    public static void Saved(ConformanceRun first, ConformanceRun second, string folder, string when)
    {
        try
        {
            first.Learner.Save(folder);
        }
        catch (Exception e)
        {
            throw new ConformanceException($"could not be saved {when}: {e.Message}", e);
        }
        try
        {
            second.Resume(folder, first.Tasks);
        }
        catch (Exception e)
        {
            throw new ConformanceException($"could not continue from what it saved {when}: {e.Message}", e);
        }
    }
}
