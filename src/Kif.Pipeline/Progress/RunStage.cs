namespace Kif.Pipeline.Progress;

/// <summary>The stage of a run.</summary>
public enum RunStage
{
    /// <summary>Training steps.</summary>
    Training,

    /// <summary>The end of a task, after its steps: the strategy decides the final weights.</summary>
    Closing,

    /// <summary>Scoring of tasks, at first with the untrained model.</summary>
    Scoring,
}
