namespace Kif.Strategies;

/// <summary>The approximation of the loss change from removing a weight; x = w·∇w (spec 3.1).</summary>
public enum SensitivityOrder
{
    /// <summary>|x| (<c>param_first</c>, KIF).</summary>
    First,

    /// <summary>x² (<c>param_second</c>, an ablation).</summary>
    Second,

    /// <summary>|x − x²/2| (<c>param_mix</c>, KIF-LoRA).</summary>
    Mixed,
}
