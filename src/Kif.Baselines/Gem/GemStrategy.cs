namespace Kif.Baselines;

/// <summary>
/// Gradient episodic memory (spec 10.11): a step's gradient that conflicts with the gradient of any past task's replay examples is replaced by the nearest
/// one that conflicts with none of them.
/// </summary>
/// <param name="options">Margin, ridge and reference batches.</param>
public sealed class GemStrategy(GemOptions options) : ContinualStrategy
{
    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Gradients | StrategyEffects.Memory);

    /// <inheritdoc/>
    public override GradientOutcome AdjustGradients(in GradientsReady step)
    {
        if (step.Memory.Count == 0) return GradientOutcome.Unchanged;
        var rows = new List<Tensor>();
        foreach (IGrouping<string, Remembered> task in step.Memory.GroupBy(m => m.Task))
        {
            IReadOnlyList<Remembered> batch = options.ReferenceBatch is { } count ? MemorySampling.Uniform([.. task], count, step.Random) : [.. task];
            rows.Add(step.Probe.Gradients([.. batch.Select(m => m.Example)], step.Weights, ProbeLoss.CrossEntropy, GradientReduction.BatchMean));
        }
        return Project(step.Gradients, torch.stack(rows)) is { } projected ? new(projected) : GradientOutcome.Unchanged;
    }

    /// <summary>
    /// Computes Gᵀv + g with v = argmin ½vᵀ(GGᵀ + ridge·I)v + (Gg)ᵀv over v ≥ margin; null if no element of Gg is negative, or one is not finite.
    /// </summary>
    private Tensor? Project(Tensor gradient, Tensor past)
    {
        int k = (int)past.shape[0];
        double[] dots = Numbers(past.mv(gradient)), products = Numbers(past.mm(past.t()));
        if (!dots.Any(d => d < 0) || !products.All(double.IsFinite)) return null;
        var quadratic = new double[k, k];
        for (int i = 0; i < k; i++)
            for (int j = 0; j < k; j++) quadratic[i, j] = (products[i * k + j] + products[j * k + i]) / 2 + (i == j ? options.Ridge : 0);
        double[] weights = BoundedQuadratic.Solve(quadratic, dots, options.Margin);
        return gradient + past.t().mv(torch.tensor(weights, dtype: past.dtype, device: past.device));
    }

    private static double[] Numbers(Tensor tensor) => [.. tensor.to(torch.float64).cpu().reshape(-1).data<double>()];
}
