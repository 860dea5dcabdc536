using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of MIGU.</summary>
public sealed class MiguOptions
{
    /// <summary>The quantile of a map's summed absolute outputs below which rows are not updated; 0 updates all. Default: 0.7.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.4, 0.95)]
    public double Quantile { get; set; } = 0.7;

    /// <summary>Whether masked rows stay unchanged; otherwise the optimizer's momentum and weight decay still move them. Default: false.</summary>
    public bool FreezeMaskedRows { get; set; }

    /// <summary>The weights trained and masked: the factors of an adapter, or the weights of all linear maps. Default: an adapter.</summary>
    public TrainedWeights Trains { get; set; } = TrainedWeights.Adapter;
}
