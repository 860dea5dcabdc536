namespace Kif.Pipeline.Progress;

/// <summary>What a run does.</summary>
public enum RunStage
{
    /// <summary>Takes steps.</summary>
    Training,

    /// <summary>Has taken the task's steps; its strategy decides what is kept.</summary>
    Closing,

    /// <summary>Scores tasks, the untrained model's to begin with.</summary>
    Scoring,
}
