namespace Kif.Strategies;

/// <summary>The source of labels for the Fisher information.</summary>
public enum FisherLabels
{
    /// <summary>The examples' answers: the empirical Fisher information.</summary>
    Gold,

    /// <summary>Labels drawn from the model's own distribution: the textbook definition.</summary>
    Sampled,
}
