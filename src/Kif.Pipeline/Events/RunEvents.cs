using System.Collections.ObjectModel;
using System.Text.Json.Serialization;

namespace Kif;

/// <summary>An event of a run; the command line, a run's files and telemetry are listeners.</summary>
public abstract record RunEvent
{
    /// <summary>The run of a comparison that the event belongs to; null for a learner outside a comparison.</summary>
    public RunKey? Run { get; init; }
}

/// <summary>The event that a run begins or resumes.</summary>
/// <param name="TrainedParameters">Elements of the flat parameter vector.</param>
public sealed record RunStarted(long TrainedParameters) : RunEvent
{
    /// <summary>Whether it resumes from where it was stopped. Default: no.</summary>
    public bool Resumed { get; init; }
}

/// <summary>The event that a task's training begins.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Index">Its 0-based position in the stream.</param>
/// <param name="PlannedSteps">Planned optimizer steps, without phases.</param>
public sealed record TaskStarted(string Task, int Index, int PlannedSteps) : RunEvent;

/// <summary>The event that an optimizer step is finished.</summary>
/// <param name="Position">The position in the run.</param>
/// <param name="Loss">Mean cross entropy of the step's target tokens.</param>
/// <param name="Terms">The terms that parts added, by part name; penalties and losses together.</param>
/// <param name="GradientNorm">Global norm before clipping; NaN or infinite where the step was skipped.</param>
/// <param name="LearningRate">Rate of this step.</param>
/// <param name="Skipped">Whether the step was skipped because of a gradient that is not finite.</param>
public sealed record StepFinished(
    StepPosition Position, double Loss, IReadOnlyDictionary<string, double> Terms, double GradientNorm, double LearningRate, bool Skipped) : RunEvent
{
    /// <summary>Tokens of the step's batches, as <see cref="RunCost.Tokens"/> counts them.</summary>
    public long Tokens { get; init; }

    /// <summary>Examples of the step's batches.</summary>
    public long Examples { get; init; }
}

/// <summary>
/// The event that a hook of the strategy has given no sign for long: it has neither returned nor done an extra pass. Told from another thread than the
/// learner's, after a minute and again each time that the time has doubled.
/// </summary>
/// <param name="Part">Name of the part of the strategy; <c>memory</c> for its replay buffer.</param>
/// <param name="Hook">Name of the hook.</param>
/// <param name="Task">Name of the task in training.</param>
/// <param name="Step">The step; null for hooks that belong to none.</param>
/// <param name="Seconds">Seconds without a sign.</param>
public sealed record HookWaiting(string Part, string Hook, string Task, StepPosition? Step, double Seconds) : RunEvent
{
    /// <summary>The event in words.</summary>
    internal string Sentence => $"'{DisplayText.Of(Part)}' has been in {Hook}{HookException.Where(Task, Step)} for "
        + string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Seconds:F0} s without returning or doing a pass");
}

/// <summary>The event that an earlier task was scored in the middle of another one's training.</summary>
/// <param name="Score">The score.</param>
internal sealed record MidTaskScored(MidTaskScore Score) : RunEvent;

/// <summary>A score in the middle of a task's training, for the stability gap.</summary>
/// <param name="TaskIndex">0-based position of the task in training.</param>
/// <param name="Step">The 1-based optimizer step of that task just before whose update it was scored; 0 for the score before the task.</param>
/// <param name="Task">The task scored, an earlier one.</param>
/// <param name="Score">The score in percent, over the examples chosen for it.</param>
public sealed record MidTaskScore([property: JsonPropertyName("during")] int TaskIndex, int Step, string Task, double Score);

/// <summary>The event that a task was learned and its weights are final.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Index">Its 0-based position in the stream.</param>
/// <param name="StateBytes">Bytes that the strategy keeps for later tasks, besides the trained weights.</param>
/// <param name="Explanations">The decisions per skill unit, by part name.</param>
public sealed record TaskLearned(string Task, int Index, long StateBytes, IReadOnlyDictionary<string, FusionExplanation> Explanations) : RunEvent
{
    /// <summary>The warnings of the strategy's parts about the task, by part name; see <see cref="TaskOutcome.Warnings"/>. Default: none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Warnings { get; init; } = ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;
}

/// <summary>The event that a task was scored: a row of the performance matrix has a new cell.</summary>
/// <param name="After">Tasks learned so far; 0 for the untrained model.</param>
/// <param name="Task">The task scored.</param>
/// <param name="Score">The score in percent.</param>
public sealed record TaskEvaluated(int After, string Task, double Score) : RunEvent;

/// <summary>The event that a run is finished.</summary>
/// <param name="Matrix">Its performance matrix.</param>
/// <param name="Seconds">Wall time of its training in seconds.</param>
public sealed record RunFinished(PerformanceMatrix Matrix, double Seconds) : RunEvent
{
    /// <summary>Whether it was done by an earlier call and is in the output folder, so that it is not repeated. Default: no.</summary>
    public bool Reused { get; init; }

    /// <summary>The run of the same comparison that computes the same under another name, and whose outcome this one is; null if it was computed.</summary>
    internal RunKey? CopyOf { get; init; }
}

/// <summary>The event that a run failed; the other runs of the comparison continue.</summary>
/// <param name="Message">The error message.</param>
public sealed record RunFailed(string Message) : RunEvent
{
    /// <summary>Whether the cause is an argument, or a file or folder that is missing, damaged or of the wrong kind. Default: false.</summary>
    internal bool Misused { get; init; }

    /// <summary>The error with its type and stack trace, and those of its causes. Default: null, for unknown.</summary>
    public string? Trace { get; init; }

    /// <summary>Returns the event of an exception.</summary>
    internal static RunFailed Of(Exception e) =>
        new(e.Message) { Misused = IsMisuse(e), Trace = e is WorkerRunException other ? other.Trace : e.ToString() };

    /// <summary>Whether the cause of an exception is an argument, or a file or folder that is missing, damaged or of the wrong kind.</summary>
    internal static bool IsMisuse(Exception cause) =>
        cause is WorkerRunException { Misused: true } or CompositionException or ArgumentException
            or FileNotFoundException or DirectoryNotFoundException or InvalidDataException;
}

/// <summary>The event that a run is left out, since another process is doing it; its result is there when that process is done.</summary>
/// <param name="Message">The process: its id, host and start.</param>
internal sealed record RunSkipped(string Message) : RunEvent;

/// <summary>The event that a run was stopped and saved; the next call resumes it.</summary>
internal sealed record RunPaused : RunEvent;
