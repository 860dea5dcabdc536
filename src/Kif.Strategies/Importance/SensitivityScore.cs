namespace Kif.Strategies;

/// <summary>The score of an element from the two moving averages (spec 3.2, 4).</summary>
public enum SensitivityScore
{
    /// <summary>S ⊙ U, like the reference.</summary>
    Product,

    /// <summary>S alone (ablation).</summary>
    Sensitivity,

    /// <summary>U alone (ablation).</summary>
    Uncertainty,
}
