using System.Diagnostics;
using System.Text.Json;
using Kif.Models;

namespace Kif.Bench;

/// <summary>How long each of many tasks takes to learn with a strategy, and what the learner keeps and holds after it: the embedded model, one seed.</summary>
internal sealed class TaskMeasurement : IMeasurement
{
    public string Line => "each of many tasks, in time and memory: --strategy kif-lora --tasks 100 --train 96 --threads 1";

    public int Run(string[] args)
    {
        var options = new Arguments(args, "strategy", "tasks", "train", "threads");
        Machine.Prepare(options.Whole("threads", 1), "highest");
        CompareSettings settings = CompareSettings.ForEmbedded();
        StrategyComposition composition = new StrategyComposer(KifServices.BuiltIn()).Choose(options.Text("strategy", "kif-lora")).Compose();
        using var models = new PretrainedModels(EmbeddedModel.Folder(), settings.Lora, settings.Limits);
        using var learner = new ContinualLearner(
            models.Create(composition.Trains), models.Encoder, composition, settings.Training, new RandomStream(1), _ => { });
        (List<double> seconds, List<double> resident, List<long> kept) = ([], [], []);
        foreach (LearningTask task in Tasks(options.Whole("tasks", 100), options.Whole("train", 96)))
        {
            long started = Stopwatch.GetTimestamp();
            learner.Learn(task.Name, task.Train);
            seconds.Add(Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 4));
            resident.Add(Math.Round(Environment.WorkingSet / 1048576.0, 1));
            kept.Add(learner.StateBytes);
        }
        Console.WriteLine(JsonSerializer.Serialize(new { seconds, resident_mb = resident, kept_bytes = kept }));
        return 0;
    }

    /// <summary>The tasks of as many embedded streams as it takes; a stream's seed makes other texts.</summary>
    private static IEnumerable<LearningTask> Tasks(int count, int train) => Enumerable.Range(0, int.MaxValue)
        .SelectMany(seed => EmbeddedStream.Create((ulong)seed, train, 0).Tasks.Select(task => task with { Name = $"{task.Name}-{seed}" })).Take(count);
}
