namespace Kif.Strategies;

/// <summary>The treatment of trainable tensors that belong to no single attention head.</summary>
public enum HeadRest
{
    /// <summary>One unit per tensor.</summary>
    Units,

    /// <summary>Outside all units: not scored, fused with the coefficient for elements outside units.</summary>
    Outside,
}
