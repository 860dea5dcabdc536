namespace Kif.Strategies;

/// <summary>Options of head units.</summary>
public sealed class HeadUnitsOptions
{
    /// <summary>The treatment of the rest: LoRA factors shared by all heads, feed-forward layers, embeddings, norms. Default: one unit per tensor.</summary>
    public HeadRest Rest { get; set; }
}
