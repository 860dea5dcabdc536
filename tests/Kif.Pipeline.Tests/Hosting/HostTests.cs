using System.Diagnostics.Metrics;
using Kif.Pipeline.Tests.Training;
using Kif.Tests.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Hosting;

/// <summary>Kif in a generic host: options out of its files and environment, logs, metrics, lifetimes.</summary>
[Collection(AloneCollection.Name)]
public sealed class HostTests : IDisposable
{
    private readonly DataFolder folder = new();

    [Fact]
    public void A_host_configures_strategies_from_appsettings_and_the_environment()
    {
        folder.With("appsettings.json",
            """{ "Kif": { "ewc": { "lambda": 3, "decay": 0.25 }, "kif-lora": { "fuse": { "use": "adaptive", "temperature": 0.75 } } } }""");
        Environment.SetEnvironmentVariable("KIF__EWC__LAMBDA", "7");
        try
        {
            HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = folder.Path });
            builder.Services.AddKif(builder.Configuration.GetSection("Kif"));
            using IHost host = builder.Build();
            var composer = host.Services.GetRequiredService<StrategyComposer>();
            string Of(string strategy, string path) =>
                composer.Choose(strategy).Spec.Options.Where(o => o.Path == path).Select(o => $"{o.Text} {o.Origin}").Single();
            Of("ewc", "lambda").Should().Be("7 environment");
            Of("ewc", "decay").Should().Be("0.25 file:appsettings.json");
            Of("kif-lora", "fuse.temperature").Should().Be("0.75 file:appsettings.json");
        }
        finally
        {
            Environment.SetEnvironmentVariable("KIF__EWC__LAMBDA", null);
        }
    }

    [Fact]
    public async Task Two_comparisons_at_once_come_out_as_each_alone_bit_for_bit()
    {
        using ServiceProvider services = new ServiceCollection().AddKif().BuildServiceProvider();
        double[] kif = await Weights(services, "kif-lora"), ewc = await Weights(services, "ewc");
        double[][] together = await Task.WhenAll(Weights(services, "kif-lora"), Weights(services, "ewc"), Weights(services, "kif-lora"));
        together[0].Should().Equal(kif);
        together[1].Should().Equal(ewc);
        together[2].Should().Equal(kif);
        kif.Should().NotEqual(ewc);
    }

    [Fact]
    public void A_scope_that_ends_frees_what_its_strategies_keep()
    {
        using ServiceProvider services = new ServiceCollection().AddKif().BuildServiceProvider();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount, kept;
        using (IServiceScope scope = services.CreateScope())
        {
            var composition = scope.ServiceProvider.GetRequiredKeyedService<StrategyComposition>("ewc");
            using (ContinualLearner learner = TinyRun.Learner(composition)) learner.Learn("task0", TinyRun.Task(0), TestContext.Current.CancellationToken);
            var idle = scope.ServiceProvider.GetRequiredKeyedService<StrategyComposition>("l2");
            using (torch.NewDisposeScope()) idle.Parts[0].Strategy.AfterTask(Hook.TaskFinished(torch.ones(3), torch.ones(3)));
            kept = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }
        kept.Should().BeGreaterThan(before);
        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(before);
    }

    [Fact]
    public void A_run_is_logged_measured_and_timed()
    {
        var logs = new RecordedLogs();
        var clock = new SteppedTime(TimeSpan.FromSeconds(2));
        var measured = new List<(string Name, double Value, string Tags)>();
        using ServiceProvider services = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddSingleton<ILoggerFactory>(logs).AddMetrics().AddKif()
            .BuildServiceProvider();
        using var listener = new MeterListener
            { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == "Kif"
            && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>()) l.EnableMeasurementEvents(instrument); } };
        void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            measured.Add((instrument.Name, value, string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))));
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Measured(i, v, tags));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Measured(i, v, tags));
        listener.Start();
        using (ContinualLearner learner = TinyRun.Learner(hear: services.GetRequiredService<RunTelemetry>().CreateListener("seq-lora", 4)))
        {
            learner.Learn("task0", TinyRun.Task(0), TestContext.Current.CancellationToken);
            learner.Learn("task1", TinyRun.Task(1), TestContext.Current.CancellationToken);
            double Sum(string name) => measured.Where(m => m.Name == name).Sum(m => m.Value);
            Sum("kif.steps").Should().Be(learner.Cost.Steps).And.BeGreaterThan(0);
            Sum("kif.tokens").Should().Be(learner.Cost.Tokens).And.BeGreaterThan(0);
            Sum("kif.examples").Should().Be(learner.Cost.Examples).And.BeGreaterThan(0);
            Sum("kif.tasks").Should().Be(2);
            Sum("kif.steps.skipped").Should().Be(0);
        }
        measured.Where(m => m.Name == "kif.task.duration").Should()
            .Equal(("kif.task.duration", 2, "kif.strategy=seq-lora kif.order=order-1 kif.seed=4 kif.task=task0"),
                ("kif.task.duration", 2, "kif.strategy=seq-lora kif.order=order-1 kif.seed=4 kif.task=task1"));
        measured.Should().Contain(m => m.Name == "kif.step.loss" && m.Value > 0);
        logs.Lines.Should().Contain("Kif.Learning Information seq-lora (seed 4) learned task task0 in 3 steps and 2.0 s")
            .And.Contain(l => l.StartsWith("Kif.Learning Trace seq-lora (seed 4), task task1, step 2: loss ")).And.Contain(
                l => l.StartsWith("Kif.Learning Debug seq-lora (seed 4) begins task task1, 3 steps"));
    }

    public void Dispose() => folder.Dispose();

    private static async Task<double[]> Weights(IServiceProvider services, string strategy)
    {
        CompareSettings settings = CompareSettings.ForEmbedded() with { Strategies = [strategy], Order = ["place", "time"], TrainLimit = 24, TestLimit = 8 };
        using CompareJob job = CompareJob.Prepare(
            services.GetRequiredService<StrategyComposer>(), settings, services.GetRequiredService<RunTelemetry>());
        await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);
        var losses = new List<double>();
        await foreach (RunEvent e in run.Events)
            if (e is StepFinished step) losses.AddRange([step.Loss, step.GradientNorm, .. step.Terms.Values]);
        StrategyRun only = (await run.Completion).Runs.Single();
        return [.. losses, .. only.Predictions.Select(p => (double)p.Answer.GetHashCode(StringComparison.Ordinal)), only.Matrix[1, 0], only.Matrix[1, 1]];
    }
}
