namespace Kif.Strategies;

/// <summary>The replay mode of KIF-M (spec 8.4).</summary>
public enum KifMemoryMode
{
    /// <summary>Trains a task on its own examples and all replay examples, shuffled; importance sees both; then fuses as usual.</summary>
    MixThenFuse,

    /// <summary>
    /// Trains a task on its own examples and fuses; then trains the fused weights on replay examples, with the units specific to the task frozen.
    /// </summary>
    PostFusionReplay,
}
