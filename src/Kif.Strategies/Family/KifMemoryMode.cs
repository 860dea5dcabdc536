namespace Kif.Strategies;

/// <summary>How KIF-M uses its memory (spec 8.4).</summary>
public enum KifMemoryMode
{
    /// <summary>A task is trained on its own examples and all memories, shuffled; importance sees both; then it is fused as usual.</summary>
    MixThenFuse,

    /// <summary>A task is trained on its own examples and fused; then the fused weights are trained on memory, with what is specific to the task frozen.</summary>
    PostFusionReplay,
}
