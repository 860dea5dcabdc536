using System.Diagnostics;
using System.Globalization;
using Kif.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kif.Bench;

/// <summary>
/// Months in minutes: a learning service gets thousands of tasks of few steps, and is asked all the time. A second learner that is fed the same tasks, without
/// any service, says what the model after each task must answer. Memory, handles and files are written down over time.
/// </summary>
internal sealed class SoakMeasurement : IMeasurement
{
    private const int QueueLimit = 8, RowsEvery = 25;

    public string Line => "a learning service over thousands of tasks: --tasks 10000 --steps 1 --minutes 10 --restart-every 500 --strategy kif-lora --out soak.csv";

    public int Run(string[] args)
    {
        var options = new Arguments(args, "tasks", "steps", "minutes", "restart-every", "strategy", "out");
        Machine.Prepare(1, "highest");
        string folder = Directory.CreateTempSubdirectory("kif-soak-").FullName;
        try
        {
            return Soak(folder, options);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Soak(string folder, Arguments options)
    {
        (int tasks, int steps, int restart) = (options.Whole("tasks", 10_000), options.Whole("steps", 1), options.Whole("restart-every", 500));
        (TimeSpan time, string strategy) = (TimeSpan.FromMinutes(options.Number("minutes", 10)), options.Text("strategy", "kif-lora"));
        Example[] rows = [.. Enumerable.Range(1, 8).SelectMany(seed => EmbeddedStream.Create((ulong)seed, 64, 0).Tasks).SelectMany(t => t.Train)];
        string[] questions = [.. EmbeddedStream.Create(99, 1, 1).Tasks.Select(t => t.Test[0].Input)];
        TrainingOptions training = CompareSettings.ForEmbedded().Training with { Epochs = 1, BatchSize = 8 };
        LearningTask TaskOf(int number) => new($"task-{number}", [.. Enumerable.Range(0, 8 * steps).Select(i => rows[(8 * steps * number + 7 * i) % rows.Length])], []);

        using StreamWriter csv = new(options.Text("out", "soak.csv"));
        csv.WriteLine("seconds,tasks,managed_mb,resident_mb,tensors,handles,files,answers,refused,restarts");
        (List<string> wrong, long started) = ([], Stopwatch.GetTimestamp());
        (int asked, int refused, int restarts, int done) = (0, 0, 0, 0);
        using Reference reference = new(strategy, training);
        IHost host = Start(folder, strategy, training);
        while (done < tasks && Stopwatch.GetElapsedTime(started) < time && wrong.Count == 0)
        {
            LearningService service = host.Services.GetRequiredService<LearningService>();
            CurrentModel model = host.Services.GetRequiredService<CurrentModel>();
            while (service.Enqueue(TaskOf(done)).Outcome is QueueOutcome.NotReady or QueueOutcome.Full)
            {
                refused++;
                Thread.Sleep(20);
            }
            done++;
            reference.Learn(TaskOf(done - 1), questions);
            // Whatever model answers by now must answer as the reference did after as many tasks.
            do
            {
                if (model.AnswerAsync(questions).GetAwaiter().GetResult() is not { } answers)
                {
                    refused++;
                    Thread.Sleep(5);
                    continue;
                }
                asked += answers.Outputs.Count;
                if (!answers.Outputs.SequenceEqual(reference.After(answers.Tasks)))
                    wrong.Add($"after {answers.Tasks} tasks: {string.Join("|", answers.Outputs)}, not {string.Join("|", reference.After(answers.Tasks))}");
            } while (model.Tasks < done - QueueLimit / 2 && wrong.Count == 0 && service.Status.Failed.Count == 0);
            foreach ((string task, string reason) in service.Status.Failed) wrong.Add($"{task} failed: {reason}");
            if (done % restart == 0)
            {
                Stop(host);
                host = Start(folder, strategy, training);
                restarts++;
            }
            if (done % RowsEvery == 0) Row();
        }
        LearningService last = host.Services.GetRequiredService<LearningService>();
        while (wrong.Count == 0 && last.Status.LearnedTasks < done) Thread.Sleep(20);
        Row();
        Stop(host);
        double minutes = Stopwatch.GetElapsedTime(started).TotalMinutes;
        string[] left = [.. Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{done:N0} tasks of {steps} steps with {strategy} in {minutes:F1} minutes, {restarts} restarts: {asked:N0} answers compared, {wrong.Count} wrong"));
        Console.WriteLine($"left in the folder: {string.Join(", ", left)}");
        foreach (string line in wrong) Console.WriteLine($"  {line}");
        return wrong.Count == 0 ? 0 : 1;

        void Row()
        {
            csv.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(started).TotalSeconds:F0},{done},{GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:F1},"
                + $"{Environment.WorkingSet / 1048576.0:F1},{TorchSharp.torch.Tensor.TotalCount},{Handles()},"
                + $"{Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Count()},{asked},{refused},{restarts}"));
            csv.Flush();
        }
    }

    private static int Handles() => OperatingSystem.IsLinux() ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : -1;

    private static IHost Start(string folder, string strategy, TrainingOptions training)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddKif();
        builder.Services.AddKifLearning(o =>
        {
            (o.Folder, o.Strategy, o.Training, o.HoldOut, o.QueueLimit) = (folder, strategy, training, 0, QueueLimit);
            (o.MaxAttempts, o.CheckpointSteps) = (1, 2);
        });
        IHost host = builder.Build();
        host.Start();
        while (!host.Services.GetRequiredService<CurrentModel>().IsLoaded || !host.Services.GetRequiredService<LearningService>().Accepts) Thread.Sleep(20);
        return host;
    }

    private static void Stop(IHost host)
    {
        host.StopAsync().GetAwaiter().GetResult();
        host.Dispose();
    }

    /// <summary>What a learner answers that learns the same tasks without a service.</summary>
    private sealed class Reference : IDisposable
    {
        private const int Remembered = 100;

        private readonly PretrainedModels models;
        private readonly ContinualLearner learner;
        private readonly Dictionary<long, string[]> answers = [];
        private long learned;

        public Reference(string strategy, TrainingOptions training)
        {
            CompareSettings settings = CompareSettings.ForEmbedded();
            models = new(EmbeddedModel.Folder(), settings.Lora, settings.Limits);
            StrategyComposition composition = new StrategyComposer(KifServices.BuiltIn()).Choose(strategy).Compose();
            learner = new(models.Create(composition.Trains), models.Encoder, composition, training, new RandomStream(1), _ => { });
        }

        public void Learn(LearningTask task, string[] questions)
        {
            if (learned == 0) answers[0] = Ask(questions);
            learner.Learn(task.Name, task.Train);
            answers[++learned] = Ask(questions);
            answers.Remove(learned - Remembered);
        }

        public string[] After(long tasks) => answers[tasks];

        public void Dispose()
        {
            learner.Dispose();
            models.Dispose();
        }

        private string[] Ask(string[] questions) =>
            [.. learner.Answer([.. questions.Select((q, i) => new Example(q, "", $"{i}"))], learner.Weights, CompareSettings.ForEmbedded().Evaluation.MaxNewTokens ?? 4)];
    }
}
