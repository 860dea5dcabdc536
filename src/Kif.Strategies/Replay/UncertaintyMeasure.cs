namespace Kif.Strategies;

/// <summary>The measure of a model's uncertainty about an example.</summary>
public enum UncertaintyMeasure
{
    /// <summary>The entropy of the predicted token distributions, averaged over the target's tokens.</summary>
    Entropy,

    /// <summary>The mean cross entropy of the target's tokens.</summary>
    Loss,
}
