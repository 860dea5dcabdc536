namespace Kif.Strategies;

/// <summary>Options of the attention heads as units.</summary>
public sealed class HeadUnitsOptions
{
    /// <summary>What becomes of the rest: LoRA factors that all heads share, feed-forward layers, embeddings, norms. Default: a unit per tensor.</summary>
    public HeadRest Rest { get; set; }
}
