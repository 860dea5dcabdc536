namespace Kif;

/// <summary>The reduction of the gradients of several examples to one vector.</summary>
public enum GradientReduction
{
    /// <summary>The gradient of the mean loss over all examples as one batch.</summary>
    BatchMean,

    /// <summary>The mean of squared per-example gradients (empirical Fisher).</summary>
    MeanSquare,

    /// <summary>The mean of absolute per-example gradients (MAS).</summary>
    MeanAbsolute,
}
