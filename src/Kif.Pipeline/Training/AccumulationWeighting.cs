namespace Kif.Pipeline.Training;

/// <summary>The weights of the micro-batches of one optimizer step.</summary>
public enum AccumulationWeighting
{
    /// <summary>By their share of target tokens, so that 1×8, 2×4 and 4×2 give the same step.</summary>
    TargetTokens,

    /// <summary>Equally, as the reference implementations do.</summary>
    Equal,
}
