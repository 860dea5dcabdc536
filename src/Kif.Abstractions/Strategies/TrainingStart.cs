namespace Kif;

/// <summary>From which weights a task is trained.</summary>
public enum TrainingStart
{
    /// <summary>Those kept after the previous task.</summary>
    Current,

    /// <summary>Those before the first task.</summary>
    Initial,
}
