namespace Kif.Strategies;

/// <summary>Which weights and gradients of a step are multiplied (spec 3.3).</summary>
public enum SensitivityTiming
{
    /// <summary>Weights after the optimiser step, clipped gradients from before it: the reference's order.</summary>
    AfterStep,

    /// <summary>Weights before the step and their own gradients, clipped: what the Taylor argument asks for.</summary>
    BeforeStep,
}
