namespace Kif;

/// <summary>How the gradients of several examples become one vector.</summary>
public enum GradientReduction
{
    /// <summary>Gradient of the mean loss over all examples as one batch.</summary>
    BatchMean,

    /// <summary>Mean of the per-example gradients' squares (empirical Fisher).</summary>
    MeanSquare,

    /// <summary>Mean of the per-example gradients' absolute values (MAS).</summary>
    MeanAbsolute,
}
