using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kif;

/// <summary>
/// The telemetry of runs: turns their events into logs (categories <c>Kif.Learning</c> and <c>Kif.Evaluation</c>) and metrics (meter <c>Kif</c>). Thread-safe;
/// each listener belongs to one run.
/// </summary>
public sealed class RunTelemetry : IDisposable
{
    private readonly RunMeter meter;
    private readonly ILogger learning, evaluation;
    private readonly TimeProvider time;

    /// <summary>Creates loggers and instruments.</summary>
    /// <param name="loggers">The factory of the loggers; null for none.</param>
    /// <param name="meters">The factory of the meter; null for a meter of its own.</param>
    /// <param name="time">The clock that measures tasks; null for the system's.</param>
    public RunTelemetry(ILoggerFactory? loggers = null, IMeterFactory? meters = null, TimeProvider? time = null)
    {
        loggers ??= NullLoggerFactory.Instance;
        (learning, evaluation) = (loggers.CreateLogger("Kif.Learning"), loggers.CreateLogger("Kif.Evaluation"));
        (meter, this.time) = (new RunMeter(meters), time ?? TimeProvider.System);
    }

    /// <summary>Creates a listener for one run outside a comparison, e.g. the last argument of a <see cref="ContinualLearner"/>.</summary>
    /// <param name="strategy">The strategy's name, a tag of every measurement.</param>
    /// <param name="seed">The run's seed, a tag too.</param>
    public Action<RunEvent> CreateListener(string strategy, long seed) => CreateListener(new RunKey(strategy, RunKey.FirstOrder, seed));

    /// <summary>Creates a listener for one run of a comparison.</summary>
    /// <param name="run">The run: its strategy, order and seed are tags of every measurement.</param>
    public Action<RunEvent> CreateListener(RunKey run) => new RunTelemetryListener(run, meter, learning, evaluation, time).Handle;

    /// <summary>Disposes the meter, if it is its own.</summary>
    public void Dispose() => meter.Dispose();
}

/// <summary>The listener to one run's events, which come one at a time.</summary>
internal sealed class RunTelemetryListener(RunKey run, RunMeter meter, ILogger learning, ILogger evaluation, TimeProvider time)
{
    private readonly string strategy = run.Strategy;
    private readonly long seed = run.Seed;
    private long started;
    private int steps;

    public void Handle(RunEvent happened)
    {
        switch (happened)
        {
            case RunStarted e:
                learning.RunStarted(strategy, seed, e.TrainedParameters);
                break;
            case TaskStarted e:
                (started, steps) = (time.GetTimestamp(), 0);
                learning.TaskStarted(strategy, seed, e.Task, e.PlannedSteps);
                break;
            case StepFinished e:
                Step(e);
                break;
            case TaskLearned e:
                double seconds = time.GetElapsedTime(started).TotalSeconds;
                meter.Learned(run, e.Task, seconds, e.StateBytes);
                learning.TaskLearned(strategy, seed, e.Task, steps, seconds);
                foreach (string warning in e.Warnings.SelectMany(w => w.Value)) learning.TaskWarned(strategy, seed, e.Task, warning);
                break;
            case TaskEvaluated e:
                meter.Evaluated(run, e.Task, e.Score);
                evaluation.TaskEvaluated(strategy, seed, e.Task, e.Score, e.After);
                break;
            case RunFinished { Reused: false } e:
                double performance = ContinualMetrics.AveragePerformance(e.Matrix);
                meter.Finished(run, e.Seconds, performance);
                learning.RunFinished(strategy, seed, e.Seconds, performance);
                break;
            case RunFailed e:
                meter.Failed(run);
                learning.RunFailed(strategy, seed, e.Message);
                break;
            case HookWaiting e:
                learning.HookWaits(strategy, seed, e.Part, e.Hook, e.Task, e.Seconds);
                break;
            case RunSkipped e:
                learning.RunSkipped(strategy, seed, e.Message);
                break;
        }
    }

    private void Step(StepFinished e)
    {
        meter.Step(run, e);
        if (e.Skipped) learning.StepSkipped(strategy, seed, e.Position.Task, e.Position.Step, e.GradientNorm);
        else
        {
            steps++;
            learning.StepFinished(strategy, seed, e.Position.Task, e.Position.Step, e.Loss);
        }
    }
}

/// <summary>The log messages about a run.</summary>
internal static partial class RunLogMessages
{
    [LoggerMessage(1, LogLevel.Information, "{Strategy} (seed {Seed}) begins with {Parameters} trained parameters")]
    public static partial void RunStarted(this ILogger logger, string strategy, long seed, long parameters);

    [LoggerMessage(2, LogLevel.Debug, "{Strategy} (seed {Seed}) begins task {Task}, {PlannedSteps} steps planned")]
    public static partial void TaskStarted(this ILogger logger, string strategy, long seed, string task, int plannedSteps);

    [LoggerMessage(3, LogLevel.Trace, "{Strategy} (seed {Seed}), task {Task}, step {Step}: loss {Loss}")]
    public static partial void StepFinished(this ILogger logger, string strategy, long seed, string task, int step, double loss);

    [LoggerMessage(4, LogLevel.Warning, "{Strategy} (seed {Seed}), task {Task}, step {Step} was skipped: the norm of its gradient is {GradientNorm}")]
    public static partial void StepSkipped(this ILogger logger, string strategy, long seed, string task, int step, double gradientNorm);

    [LoggerMessage(5, LogLevel.Information, "{Strategy} (seed {Seed}) learned task {Task} in {Steps} steps and {Seconds:F1} s")]
    public static partial void TaskLearned(this ILogger logger, string strategy, long seed, string task, int steps, double seconds);

    [LoggerMessage(6, LogLevel.Information, "{Strategy} (seed {Seed}) scores {Score:F1} % on task {Task} after {After} tasks")]
    public static partial void TaskEvaluated(this ILogger logger, string strategy, long seed, string task, double score, int after);

    [LoggerMessage(7, LogLevel.Information, "{Strategy} (seed {Seed}) is done in {Seconds:F1} s of training, average performance {Performance:F1} %")]
    public static partial void RunFinished(this ILogger logger, string strategy, long seed, double seconds, double performance);

    [LoggerMessage(8, LogLevel.Error, "{Strategy} (seed {Seed}) failed: {Reason}")]
    public static partial void RunFailed(this ILogger logger, string strategy, long seed, string reason);

    [LoggerMessage(9, LogLevel.Warning, "{Strategy} (seed {Seed}) is left out: {Reason}")]
    public static partial void RunSkipped(this ILogger logger, string strategy, long seed, string reason);

    [LoggerMessage(10, LogLevel.Warning, "{Strategy} (seed {Seed}), task {Task}: {Warning}")]
    public static partial void TaskWarned(this ILogger logger, string strategy, long seed, string task, string warning);

    [LoggerMessage(11, LogLevel.Warning,
        "{Strategy} (seed {Seed}), task {Task}: '{Part}' has been in its hook {Hook} for {Seconds:F0} s without returning or doing a pass")]
    public static partial void HookWaits(this ILogger logger, string strategy, long seed, string part, string hook, string task, double seconds);
}
