using Microsoft.Extensions.Logging;

namespace Kif.Pipeline.Telemetry;

/// <summary>The log messages about a run.</summary>
internal static partial class RunLog
{
    [LoggerMessage(1, LogLevel.Information, "{Strategy} (seed {Seed}) begins with {Parameters} trained parameters")]
    public static partial void RunStarted(this ILogger logger, string strategy, long seed, long parameters);

    [LoggerMessage(2, LogLevel.Debug, "{Strategy} (seed {Seed}) begins task {Task}, {PlannedSteps} steps planned")]
    public static partial void TaskStarted(this ILogger logger, string strategy, long seed, string task, int plannedSteps);

    [LoggerMessage(3, LogLevel.Trace, "{Strategy} (seed {Seed}), task {Task}, step {Step}: loss {Loss}")]
    public static partial void StepFinished(this ILogger logger, string strategy, long seed, string task, int step, double loss);

    [LoggerMessage(4, LogLevel.Warning, "{Strategy} (seed {Seed}), task {Task}, step {Step} was skipped: the norm of its gradient is {GradientNorm}")]
    public static partial void StepSkipped(this ILogger logger, string strategy, long seed, string task, int step, double gradientNorm);

    [LoggerMessage(5, LogLevel.Information, "{Strategy} (seed {Seed}) learnt task {Task} in {Steps} steps and {Seconds:F1} s")]
    public static partial void TaskLearned(this ILogger logger, string strategy, long seed, string task, int steps, double seconds);

    [LoggerMessage(6, LogLevel.Information, "{Strategy} (seed {Seed}) scores {Score:F1} % on task {Task} after {After} tasks")]
    public static partial void TaskEvaluated(this ILogger logger, string strategy, long seed, string task, double score, int after);

    [LoggerMessage(7, LogLevel.Information, "{Strategy} (seed {Seed}) is done in {Seconds:F1} s of training, average performance {Performance:F1} %")]
    public static partial void RunFinished(this ILogger logger, string strategy, long seed, double seconds, double performance);

    [LoggerMessage(8, LogLevel.Error, "{Strategy} (seed {Seed}) failed: {Reason}")]
    public static partial void RunFailed(this ILogger logger, string strategy, long seed, string reason);
}
