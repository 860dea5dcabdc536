namespace Kif.Baselines;

/// <summary>Options of per-task training.</summary>
public sealed class PerTaskOptions
{
    /// <summary>The weights that each task trains: an adapter, or all weights. Default: an adapter.</summary>
    public TrainedWeights Trains { get; set; } = TrainedWeights.Adapter;
}
