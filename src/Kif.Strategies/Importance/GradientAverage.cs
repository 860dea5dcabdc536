namespace Kif;

/// <summary>A pass over examples that averages squared gradients (Fisher information) or absolute gradients (MAS).</summary>
/// <param name="Reduction">The function averaged: <see cref="GradientReduction.MeanSquare"/> or <see cref="GradientReduction.MeanAbsolute"/>.</param>
/// <param name="BatchSize">Examples per gradient (of their mean loss); 1 for per-example gradients.</param>
/// <param name="MaxExamples">Maximum number of examples, drawn without replacement; null for all.</param>
internal readonly record struct GradientAverage(GradientReduction Reduction, int BatchSize = 1, int? MaxExamples = null)
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
