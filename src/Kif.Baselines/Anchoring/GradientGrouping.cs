namespace Kif.Baselines;

/// <summary>The grouping of examples per gradient before squaring (Fisher information) or taking absolute values (MAS) and averaging.</summary>
public enum GradientGrouping
{
    /// <summary>One gradient per example.</summary>
    PerExample,

    /// <summary>One gradient per batch's mean loss: cheaper, and up to the batch size times smaller, since gradients within a batch cancel out.</summary>
    BatchMean,
}
