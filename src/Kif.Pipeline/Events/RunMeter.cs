using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Kif;

/// <summary>
/// The instruments of the meter <c>Kif</c>. Every measurement has the tags <c>kif.strategy</c>, <c>kif.order</c> and <c>kif.seed</c>, those of a task
/// <c>kif.task</c> too, and those of runs <c>kif.outcome</c>: <c>finished</c> or <c>failed</c>.
/// </summary>
internal sealed class RunMeter : IDisposable
{
    /// <summary>The name of the meter.</summary>
    internal const string Name = "Kif";

    private readonly Meter meter;
    private readonly bool own;
    private readonly Counter<long> steps, skipped, tokens, examples, tasks, runs;
    private readonly Histogram<double> loss, duration, runDuration;
    private readonly Gauge<long> state;
    private readonly Gauge<double> score, performance;

    public RunMeter(IMeterFactory? meters)
    {
        (own, meter) = (meters is null, meters?.Create(Name) ?? new Meter(Name));
        steps = meter.CreateCounter<long>("kif.steps", "{step}", "Optimizer steps done, those of phases too");
        skipped = meter.CreateCounter<long>("kif.steps.skipped", "{step}", "Steps skipped for gradients that are not finite");
        tokens = meter.CreateCounter<long>("kif.tokens", "{token}", "Tokens of the steps' batches, as the run's cost counts them");
        examples = meter.CreateCounter<long>("kif.examples", "{example}", "Examples of the steps' batches");
        tasks = meter.CreateCounter<long>("kif.tasks", "{task}", "Tasks learned");
        loss = meter.CreateHistogram<double>("kif.step.loss", "nat", "Mean cross entropy of a step's target tokens");
        duration = meter.CreateHistogram<double>("kif.task.duration", "s", "Time that learning a task took, the strategy's own work included");
        state = meter.CreateGauge<long>("kif.state.size", "By", "Bytes that a strategy keeps between tasks");
        runs = meter.CreateCounter<long>("kif.runs", "{run}", "Runs of comparisons that are over, by outcome");
        runDuration = meter.CreateHistogram<double>("kif.run.duration", "s", "Training time of a finished run, evaluation not counted");
        performance = meter.CreateGauge<double>("kif.run.performance", "%", "Average performance (AP) of a finished run");
        score = meter.CreateGauge<double>("kif.task.score", "%", "Score of a task, newest");
    }

    public void Step(RunKey run, StepFinished e)
    {
        TagList tags = Tags(run, e.Position.Task);
        (e.Skipped ? skipped : steps).Add(1, tags);
        tokens.Add(e.Tokens, tags);
        examples.Add(e.Examples, tags);
        if (double.IsFinite(e.Loss)) loss.Record(e.Loss, tags);
    }

    public void Learned(RunKey run, string task, double seconds, long bytes)
    {
        TagList tags = Tags(run, task);
        tasks.Add(1, tags);
        duration.Record(seconds, tags);
        state.Record(bytes, tags);
    }

    public void Evaluated(RunKey run, string task, double percent) => score.Record(percent, Tags(run, task));

    public void Finished(RunKey run, double seconds, double percent)
    {
        Over(run, "finished");
        runDuration.Record(seconds, Tags(run));
        if (double.IsFinite(percent)) performance.Record(percent, Tags(run));
    }

    public void Failed(RunKey run) => Over(run, "failed");

    public void Dispose()
    {
        if (own) meter.Dispose();
    }

    private void Over(RunKey run, string outcome)
    {
        TagList tags = Tags(run);
        tags.Add("kif.outcome", outcome);
        runs.Add(1, tags);
    }

    private static TagList Tags(RunKey run) => new() { { "kif.strategy", run.Strategy }, { "kif.order", run.Order }, { "kif.seed", run.Seed } };

    private static TagList Tags(RunKey run, string task)
    {
        TagList tags = Tags(run);
        tags.Add("kif.task", task);
        return tags;
    }
}
