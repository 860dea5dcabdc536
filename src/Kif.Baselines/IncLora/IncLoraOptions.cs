namespace Kif.Baselines;

/// <summary>Options of incremental adapters.</summary>
public sealed class IncLoraOptions
{
    /// <summary>
    /// The treatment of earlier adapters: beside the base (time and memory grow with the tasks) or merged into a copy of it (constant; needs a base in float32
    /// or float64). Both compute the same. Default: beside the base.
    /// </summary>
    public AdapterGrowth Grow { get; set; } = AdapterGrowth.Stack;
}
