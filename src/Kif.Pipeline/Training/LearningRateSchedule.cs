namespace Kif.Pipeline.Training;

/// <summary>The course of the learning rate within a task.</summary>
public enum LearningRateSchedule
{
    /// <summary>Linear warm-up from 0, then linear decay to 0 (spec 8.3).</summary>
    Linear,

    /// <summary>Linear warm-up from 0, then constant.</summary>
    Constant,
}
