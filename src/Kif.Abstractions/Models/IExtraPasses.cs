namespace Kif;

/// <summary>
/// Extra forward and backward passes for strategies. All of them go through here and are counted, so that cost columns are measured, not declared.
/// They run without dropout and never touch the run's random streams. Returned tensors belong to the step's dispose scope.
/// </summary>
public interface IExtraPasses
{
    /// <summary>Computes gradients with respect to <paramref name="weights"/>, reduced to one flat vector.</summary>
    Tensor Gradients(IReadOnlyList<Example> examples, Tensor weights, GradientTarget loss, GradientReduction reduction);

    /// <summary>Computes the logits of the labeled rows under other weights, [target tokens, vocabulary], without gradient.</summary>
    Tensor Logits(IReadOnlyList<Example> examples, Tensor weights);

    /// <summary>Computes mean loss, labeled logits and labels under other weights, without gradient.</summary>
    ForwardResult Forward(IReadOnlyList<Example> examples, Tensor weights);

    /// <summary>Generates answers greedily under other weights.</summary>
    IReadOnlyList<string> Generate(IReadOnlyList<Example> examples, Tensor weights, int maxNewTokens);
}

/// <summary>The quantity that an extra pass differentiates.</summary>
public enum GradientTarget
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
