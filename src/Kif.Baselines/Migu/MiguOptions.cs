using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of MIGU.</summary>
public sealed class MiguOptions
{
    /// <summary>Rows whose summed absolute output lies below this quantile of their map's are not updated; 0 updates all. Default: 0.7.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.4, 0.95)]
    public double Quantile { get; set; } = 0.7;

    /// <summary>Whether masked rows stay exactly where they are; without it the optimiser's momentum and weight decay still move them. Default: false.</summary>
    public bool FreezeMaskedRows { get; set; }

    /// <summary>What is trained and masked: the factors of an adapter, or the weights of all linear maps. Default: an adapter.</summary>
    public TrainedWeights Trains { get; set; } = TrainedWeights.Adapter;
}
