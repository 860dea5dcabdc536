namespace Kif;

/// <summary>One pass over examples: the mean of squared gradients (Fisher information) or of their absolute values (MAS).</summary>
/// <param name="Reduction">What becomes of each gradient before the mean is taken: <see cref="GradientReduction.MeanSquare"/> or <see cref="GradientReduction.MeanAbsolute"/>.</param>
/// <param name="Batch">Examples whose mean loss has one gradient; 1 takes the gradient of each example by itself.</param>
/// <param name="MaxExamples">Most examples that are passed over, drawn without replacement; null for all.</param>
public readonly record struct GradientAverage(GradientReduction Reduction, int Batch = 1, int? MaxExamples = null)
{
    /// <summary>The mean, a vector of the weights' space; zeros where there is no example. The caller, or the dispose scope around, owns it.</summary>
    /// <param name="probe">Computes the gradients and counts them.</param>
    /// <param name="examples">What to pass over.</param>
    /// <param name="weights">Where the gradients are taken.</param>
    /// <param name="loss">Of what.</param>
    /// <param name="random">Draws the examples where there are more than wanted; else nothing is drawn.</param>
    /// <exception cref="ArgumentException">The reduction is neither of the two.</exception>
    public Tensor Over(IProbe probe, IReadOnlyList<Example> examples, Tensor weights, ProbeLoss loss, RandomStream random)
    {
        if (Reduction == GradientReduction.BatchMean) throw new ArgumentException($"{nameof(Reduction)} is {Reduction}; allowed: MeanSquare, MeanAbsolute");
        IReadOnlyList<Example> chosen = random.Choose(examples, MaxExamples);
        if (Batch == 1) return probe.Gradients(chosen, weights, loss, Reduction);
        Tensor sum = torch.zeros_like(weights);
        int batches = 0;
        foreach (Example[] batch in chosen.Chunk(Batch))
        {
            using var scope = torch.NewDisposeScope();
            Tensor mean = probe.Gradients(batch, weights, loss, GradientReduction.BatchMean);
            sum.add_(Reduction == GradientReduction.MeanSquare ? mean.square() : mean.abs());
            batches++;
        }
        return sum.div_(Math.Max(1, batches));
    }
}
