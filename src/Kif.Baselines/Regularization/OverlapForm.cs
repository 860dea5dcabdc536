namespace Kif.Baselines;

/// <summary>How the entries of A_past A_newᵀ become one number (spec 10.10, 13 row 27).</summary>
public enum OverlapForm
{
    /// <summary>Sum of their absolute values.</summary>
    Absolute,

    /// <summary>Sum of their squares.</summary>
    Squared,
}
