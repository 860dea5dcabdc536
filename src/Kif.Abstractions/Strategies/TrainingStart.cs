namespace Kif;

/// <summary>The initial weights of a task's training.</summary>
public enum TrainingStart
{
    /// <summary>The final weights of the previous task.</summary>
    Current,

    /// <summary>The weights before the first task.</summary>
    Initial,
}
