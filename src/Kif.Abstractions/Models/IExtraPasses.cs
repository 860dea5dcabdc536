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

/// <summary>A pass over examples that averages squared gradients (Fisher information) or absolute gradients (MAS).</summary>
/// <param name="Reduction">The function averaged: <see cref="GradientReduction.MeanSquare"/> or <see cref="GradientReduction.MeanAbsolute"/>.</param>
/// <param name="BatchSize">Examples per gradient (of their mean loss); 1 for per-example gradients.</param>
/// <param name="MaxExamples">Maximum number of examples, drawn without replacement; null for all.</param>
public readonly record struct GradientAverage(GradientReduction Reduction, int BatchSize = 1, int? MaxExamples = null)
{
    /// <summary>Computes the mean, a vector of the weights' space; zeros without examples. Owned by the caller or its dispose scope.</summary>
    /// <param name="probe">Computes the gradients and counts them.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="weights">The weights at which gradients are taken.</param>
    /// <param name="loss">The quantity differentiated.</param>
    /// <param name="random">Draws the examples if there are more than the maximum; otherwise nothing is drawn.</param>
    /// <exception cref="ArgumentException">The reduction is neither of the two.</exception>
    public Tensor Compute(IExtraPasses probe, IReadOnlyList<Example> examples, Tensor weights, GradientTarget loss, RandomStream random)
    {
        if (Reduction == GradientReduction.BatchMean) throw new ArgumentException($"{nameof(Reduction)} is {Reduction}; allowed: MeanSquare, MeanAbsolute");
        IReadOnlyList<Example> chosen = random.Choose(examples, MaxExamples);
        if (BatchSize == 1) return probe.Gradients(chosen, weights, loss, Reduction);
        Tensor sum = torch.zeros_like(weights);
        int batches = 0;
        foreach (Example[] batch in chosen.Chunk(BatchSize))
        {
            using var scope = torch.NewDisposeScope();
            Tensor mean = probe.Gradients(batch, weights, loss, GradientReduction.BatchMean);
            sum.add_(Reduction == GradientReduction.MeanSquare ? mean.square() : mean.abs());
            batches++;
        }
        return sum.div_(Math.Max(1, batches));
    }
}
