namespace Kif.Pipeline.Training;

/// <summary>What a run has computed so far; extra passes of strategies are measured, not declared.</summary>
public sealed class RunCost
{
    /// <summary>Optimiser steps done, phases included.</summary>
    public long Steps { get; internal set; }

    /// <summary>Steps skipped because a gradient was not finite.</summary>
    public long SkippedSteps { get; internal set; }

    /// <summary>Tokens (source and target) that training passes saw.</summary>
    public long Tokens { get; internal set; }

    /// <summary>Examples that training passes saw.</summary>
    public long Examples { get; internal set; }

    /// <summary>Examples that extra forward passes saw, which strategies asked for.</summary>
    public long ExtraForward { get; internal set; }

    /// <summary>Examples that extra backward passes saw.</summary>
    public long ExtraBackward { get; internal set; }
}
