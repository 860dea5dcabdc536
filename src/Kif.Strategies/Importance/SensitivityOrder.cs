namespace Kif.Strategies;

/// <summary>How the loss change of removing a weight is approximated; x = w·∇w (spec 3.1).</summary>
public enum SensitivityOrder
{
    /// <summary>|x| (<c>param_first</c>, KIF).</summary>
    First,

    /// <summary>x² (<c>param_second</c>, an ablation).</summary>
    Second,

    /// <summary>|x − x²/2| (<c>param_mix</c>, KIF-LoRA).</summary>
    Mixed,
}
