using System.Diagnostics;
using System.Runtime.InteropServices;
using Kif.Models;
using TorchSharp;

namespace Kif.Bench;

/// <summary>
/// How many operations and training steps fail beside a thread that collects garbage all the time, or one that allocates as a busy web host does: TorchSharp
/// frees a number's native object when the managed one is collected, also while a native call reads it.
/// </summary>
internal sealed class RaceMeasurement : IMeasurement
{
    private const int AllocatedAtOnce = 20_000;

    public string Line => "failures beside a collector: --operations 2000000 --steps 20000 --load collect|young|allocate|none --scalars deferred|torchsharp";

    public int Run(string[] args)
    {
        var options = new Arguments(args, "operations", "steps", "load", "scalars", "strategy", "megabytes", "batch");
        ScalarDisposal.IsLeftToTorchSharp = options.Text("scalars", "deferred") == "torchsharp";
        Machine.Prepare(1, "highest");
        NativeTorch.EnsureLoaded();
        Console.WriteLine(ScalarDisposal.IsDeferred ? "scalars are freed later" : $"scalars are left to TorchSharp: {ScalarDisposal.Reason}");
        using var load = new Load(options.Text("load", "collect"), options.Number("megabytes", 200));
        Operations(options.Whole("operations", 2_000_000));
        Steps(options.Whole("steps", 20_000), options.Text("strategy", "kif-lora"), options.Whole("batch", 8));
        Console.WriteLine($"{load.Collections:N0} collections, {load.Megabytes:N0} MB allocated beside; "
            + $"{ScalarDisposal.Waiting:N0} scalars wait, {Environment.WorkingSet / 1048576:N0} MB resident");
        return 0;
    }

    private static void Operations(int count)
    {
        using var ones = torch.ones(4, dtype: torch.float64);
        (int failed, int wrong) = (0, 0);
        long started = Stopwatch.GetTimestamp();
        // Every one has numbers that become native scalars; the value of each is known.
        for (int done = 0; done < count; done += 5)
        {
            try
            {
                double number = 1 + done % 97;
                using var product = ones * number;
                using var sum = ones.add(number);
                using var scaled = ones.add(ones, number);
                using var power = product.pow(2.0);
                using var cut = power.clamp(0.0, number);
                if (product[0].item<double>() != number || sum[1].item<double>() != 1 + number || scaled[2].item<double>() != 1 + number
                    || power[3].item<double>() != number * number || cut[0].item<double>() != number) wrong++;
            }
            catch (Exception e) when (e is ExternalException or InvalidOperationException)
            {
                failed++;
            }
        }
        Console.WriteLine($"{count:N0} operations in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s: {failed:N0} failed, {wrong:N0} wrong");
    }

    private static void Steps(int count, string strategy, int batch)
    {
        CompareSettings settings = CompareSettings.ForEmbedded();
        using var models = new PretrainedModels(EmbeddedModel.Folder(), settings.Lora, settings.Limits);
        LearningTask task = EmbeddedStream.Create(1, 64, 0).Tasks[0];
        (int steps, int failed) = (0, 0);
        long started = Stopwatch.GetTimestamp();
        while (steps < count)
        {
            StrategyComposition composition = new StrategyComposer(KifServices.BuiltIn()).Choose(strategy).Compose();
            using var learner = new ContinualLearner(models.Create(composition.Trains), models.Encoder, composition,
                settings.Training with { Epochs = 2, BatchSize = batch }, new RandomStream(1), e => { if (e is StepFinished) steps++; });
            try
            {
                for (int i = 0; i < 20 && steps < count; i++) learner.Learn($"task-{i}", task.Train);
            }
            catch (Exception e) when (e is ExternalException or InvalidOperationException)
            {
                failed++;
                if (failed <= 3) Console.WriteLine($"  {e.GetType().Name}: {e.Message.Split('\n')[0]}");
            }
        }
        Console.WriteLine($"{steps:N0} steps of {strategy} in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s: {failed:N0} tasks failed");
    }

    /// <summary>The other thread.</summary>
    private sealed class Load : IDisposable
    {
        private readonly Thread thread;
        private volatile bool stop;

        public Load(string kind, double megabytesPerSecond)
        {
            thread = new(kind switch
            {
                "collect" => () => Collect(GC.MaxGeneration),
                // Temporary numbers die young.
                "young" => () => Collect(0),
                "allocate" => () => Allocate(megabytesPerSecond),
                "none" => () => { },
                _ => throw new ArgumentException($"--load is '{kind}'; allowed: collect, young, allocate, none"),
            });
            thread.Start();
        }

        public long Collections => GC.CollectionCount(0);

        public double Megabytes { get; private set; }

        public void Dispose()
        {
            stop = true;
            thread.Join();
        }

        private void Collect(int generation)
        {
            while (!stop) GC.Collect(generation);
        }

        private void Allocate(double megabytesPerSecond)
        {
            var kept = new Queue<byte[]>();
            long started = Stopwatch.GetTimestamp();
            while (!stop)
            {
                if (Megabytes > megabytesPerSecond * Stopwatch.GetElapsedTime(started).TotalSeconds)
                {
                    Thread.Sleep(1);
                    continue;
                }
                // Some live for a while, as a host's requests do.
                kept.Enqueue(new byte[AllocatedAtOnce]);
                if (kept.Count > 500) kept.Dequeue();
                Megabytes += AllocatedAtOnce / 1e6;
            }
        }
    }
}
