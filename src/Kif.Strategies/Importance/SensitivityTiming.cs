namespace Kif.Strategies;

/// <summary>The weights and gradients of a step that are multiplied (spec 3.3).</summary>
public enum SensitivityTiming
{
    /// <summary>Weights after the optimizer step with clipped gradients from before it: the reference's timing.</summary>
    AfterStep,

    /// <summary>Weights before the step with their own gradients, clipped: the timing of the Taylor expansion.</summary>
    BeforeStep,
}
