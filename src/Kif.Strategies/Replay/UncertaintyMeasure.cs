namespace Kif.Strategies;

/// <summary>How unsure a model is of an example.</summary>
public enum UncertaintyMeasure
{
    /// <summary>Entropy of the predicted token distributions, averaged over the target's tokens.</summary>
    Entropy,

    /// <summary>Mean cross entropy of the target's tokens.</summary>
    Loss,
}
