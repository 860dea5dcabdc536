namespace Kif.Strategies;

/// <summary>What becomes of trainable tensors that belong to no single attention head.</summary>
public enum HeadRest
{
    /// <summary>Each of them is a unit of its own.</summary>
    Units,

    /// <summary>They lie outside all units: scored nowhere, fused with the coefficient for entries outside units.</summary>
    Outside,
}
