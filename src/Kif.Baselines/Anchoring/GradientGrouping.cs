namespace Kif.Baselines;

/// <summary>Of what a gradient is taken before it is squared (Fisher information) or made absolute (MAS) and averaged.</summary>
public enum GradientGrouping
{
    /// <summary>Of each example by itself.</summary>
    PerExample,

    /// <summary>Of the mean loss of each batch: cheaper, and up to the batch size times smaller, since gradients of a batch cancel out.</summary>
    BatchMean,
}
