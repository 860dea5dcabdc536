namespace Kif.Strategies;

/// <summary>The smoothing of importance over the steps of a task.</summary>
public enum SensitivitySmoothing
{
    /// <summary>Moving averages with β₁ and β₂ (spec 3.2).</summary>
    Exponential,

    /// <summary>Plain means over all steps that are not skipped: nothing is forgotten within a task.</summary>
    Mean,

    /// <summary>The importance of the last step alone. There is no uncertainty then, and the product omits it.</summary>
    None,
}
