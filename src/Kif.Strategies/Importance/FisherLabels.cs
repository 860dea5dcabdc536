namespace Kif.Strategies;

/// <summary>Whose labels a Fisher information is made of.</summary>
public enum FisherLabels
{
    /// <summary>The answers of the examples: the empirical Fisher information.</summary>
    Gold,

    /// <summary>Drawn from the model's own distribution: the textbook's.</summary>
    Sampled,
}
