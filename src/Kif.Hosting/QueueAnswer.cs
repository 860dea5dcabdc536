namespace Kif;

/// <summary>What became of a task that was handed to a <see cref="LearningService"/>.</summary>
/// <param name="Outcome">Whether it will be learned.</param>
/// <param name="Number">Its number in the order of learning, unique in the folder; 0 if it was refused.</param>
/// <param name="RetryAfter">When to ask again, if it was refused for now; else null.</param>
public sealed record QueueAnswer(QueueOutcome Outcome, long Number, TimeSpan? RetryAfter = null);

/// <summary>Whether a task will be learned.</summary>
public enum QueueOutcome
{
    /// <summary>It is on the disk and will be learned, also if the process ends at once.</summary>
    Accepted,

    /// <summary>The same task, name and rows, waits, is learned now or was one of the last hundred learned: nothing changes.</summary>
    AlreadyKnown,

    /// <summary>Refused: too many wait.</summary>
    Full,

    /// <summary>Refused: the service starts or stops, or another process learns in its folder.</summary>
    NotReady,
}
