using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kif.Pipeline.Events;

namespace Kif.Pipeline.Telemetry;

/// <summary>The instruments of the meter <c>Kif</c>. Every measurement has the tags <c>kif.strategy</c> and <c>kif.task</c>.</summary>
internal sealed class RunMeter : IDisposable
{
    private const string Name = "Kif";
    private readonly Meter meter;
    private readonly bool own;
    private readonly Counter<long> steps, skipped, tokens, examples, tasks;
    private readonly Histogram<double> loss, duration;
    private readonly Gauge<long> state;
    private readonly Gauge<double> score;

    public RunMeter(IMeterFactory? meters)
    {
        (own, meter) = (meters is null, meters?.Create(Name) ?? new Meter(Name));
        steps = meter.CreateCounter<long>("kif.steps", "{step}", "Optimiser steps done, those of phases too");
        skipped = meter.CreateCounter<long>("kif.steps.skipped", "{step}", "Steps skipped for gradients that are not finite");
        tokens = meter.CreateCounter<long>("kif.tokens", "{token}", "Tokens of the steps' batches, as the run's cost counts them");
        examples = meter.CreateCounter<long>("kif.examples", "{example}", "Examples of the steps' batches");
        tasks = meter.CreateCounter<long>("kif.tasks", "{task}", "Tasks learnt");
        loss = meter.CreateHistogram<double>("kif.step.loss", "nat", "Mean cross entropy of a step's target tokens");
        duration = meter.CreateHistogram<double>("kif.task.duration", "s", "Time that learning a task took, the strategy's own work included");
        state = meter.CreateGauge<long>("kif.state.size", "By", "Bytes that a strategy keeps between tasks");
        score = meter.CreateGauge<double>("kif.task.score", "%", "Score of a task, newest");
    }

    public void Step(string strategy, StepFinished e)
    {
        TagList tags = Tags(strategy, e.Position.Task);
        (e.Skipped ? skipped : steps).Add(1, tags);
        tokens.Add(e.Tokens, tags);
        examples.Add(e.Examples, tags);
        if (double.IsFinite(e.Loss)) loss.Record(e.Loss, tags);
    }

    public void Learned(string strategy, string task, double seconds, long bytes)
    {
        TagList tags = Tags(strategy, task);
        tasks.Add(1, tags);
        duration.Record(seconds, tags);
        state.Record(bytes, tags);
    }

    public void Evaluated(string strategy, string task, double percent) => score.Record(percent, Tags(strategy, task));

    public void Dispose()
    {
        if (own) meter.Dispose();
    }

    private static TagList Tags(string strategy, string task) => new() { { "kif.strategy", strategy }, { "kif.task", task } };
}
