namespace Kif;

/// <summary>The quantity that an extra pass differentiates.</summary>
public enum ProbeLoss
{
    /// <summary>Mean cross entropy over the target tokens.</summary>
    CrossEntropy,

    /// <summary>Summed cross entropy: the true negative log-likelihood.</summary>
    LogLikelihood,

    /// <summary>Squared norm of the logits, averaged over target positions (MAS).</summary>
    SquaredLogits,

    /// <summary>Cross entropy against labels drawn from the model's own distribution (the textbook Fisher).</summary>
    SampledLabels,

    /// <summary>Summed cross entropy against labels drawn from the model's own distribution.</summary>
    SampledLogLikelihood,
}
