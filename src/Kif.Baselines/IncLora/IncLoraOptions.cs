namespace Kif.Baselines;

/// <summary>Options of incremental adapters.</summary>
public sealed class IncLoraOptions
{
    /// <summary>
    /// What becomes of earlier adapters: beside the base (time and memory grow with the tasks) or folded into a copy of it (they don't; needs a base in float32
    /// or float64). Both compute the same. Default: beside the base.
    /// </summary>
    public AdapterGrowth Grow { get; set; } = AdapterGrowth.Stack;
}
