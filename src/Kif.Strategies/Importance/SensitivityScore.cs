namespace Kif.Strategies;

/// <summary>Which of the two moving averages become the score of an entry (spec 3.2, 4).</summary>
public enum SensitivityScore
{
    /// <summary>S ⊙ U, the reference's.</summary>
    Product,

    /// <summary>S alone (ablation).</summary>
    Sensitivity,

    /// <summary>U alone (ablation).</summary>
    Uncertainty,
}
