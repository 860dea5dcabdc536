namespace Kif.Strategies;

/// <summary>How the importance of single steps is put together over a task.</summary>
public enum SensitivitySmoothing
{
    /// <summary>Moving averages with β₁ and β₂ (spec 3.2).</summary>
    Exponential,

    /// <summary>Plain means over all steps that count, in place of moving averages: nothing is forgotten within a task.</summary>
    Mean,

    /// <summary>None: the importance of the last step alone. There is no uncertainty then, and a product of both leaves it out.</summary>
    None,
}
