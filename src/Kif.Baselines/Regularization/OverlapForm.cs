namespace Kif.Baselines;

/// <summary>The reduction of A_past A_newᵀ to one number (spec 10.10, 13 row 27).</summary>
public enum OverlapForm
{
    /// <summary>The sum of absolute values.</summary>
    Absolute,

    /// <summary>The sum of squares.</summary>
    Squared,
}
