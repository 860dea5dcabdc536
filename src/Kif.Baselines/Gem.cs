using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Gradient episodic memory (algorithms.md 10.11): a step's gradient that conflicts with the gradient of any past task's replay examples is replaced by the
/// nearest one that conflicts with none of them.
/// </summary>
/// <param name="options">Margin, ridge and reference batches.</param>
internal sealed class GemStrategy(GemOptions options) : ContinualStrategy
{
    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Gradients | StrategyEffects.Memory);

    /// <inheritdoc/>
    public override GradientOutcome AdjustGradients(in GradientInput step)
    {
        if (step.Memory.Count == 0) return GradientOutcome.Unchanged;
        var rows = new List<Tensor>();
        foreach (IGrouping<string, ReplayExample> task in step.Memory.GroupBy(m => m.Task))
        {
            IReadOnlyList<ReplayExample> batch = options.BatchSize is { } count ? MemorySampling.Uniform([.. task], count, step.Random) : [.. task];
            rows.Add(step.Passes.Gradients([.. batch.Select(m => m.Example)], step.Weights, GradientTarget.CrossEntropy, GradientReduction.BatchMean));
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

/// <summary>Options of gradient episodic memory.</summary>
public sealed class GemOptions
{
    /// <summary>The minimum weight of every past task's gradient, added where a gradient conflicts with one of them. Default: 0.5.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0, 1)]
    public double Margin { get; set; } = 0.5;

    /// <summary>The ridge added to the diagonal of the past gradients' products for a unique solution. Default: 1e-3.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Ridge { get; set; } = 1e-3;

    /// <summary>Replay examples per past task and step, drawn uniformly; null takes all. Default: null.</summary>
    [Range(1, 100000)]
    public int? BatchSize { get; set; }

    /// <summary>The replay buffer. Default: uniform, 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");
}

/// <summary>A solver for small convex quadratic programs with one lower bound for all variables.</summary>
internal static class BoundedQuadratic
{
    private const int MostSweeps = 100_000;

    /// <summary>Minimizes ½vᵀPv + qᵀv over v ≥ <paramref name="bound"/> by coordinate descent, which converges for every positive definite P.</summary>
    /// <param name="p">P, symmetric and positive definite [n, n].</param>
    /// <param name="q">q, n numbers.</param>
    /// <param name="bound">The lower bound of every variable.</param>
    public static double[] Solve(double[,] p, IReadOnlyList<double> q, double bound)
    {
        double[] v = [.. q.Select(_ => bound)];
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            double moved = 0, largest = 0;
            for (int i = 0; i < v.Length; i++)
            {
                double slope = q[i];
                for (int j = 0; j < v.Length; j++) slope += p[i, j] * v[j];
                double next = Math.Max(bound, v[i] - slope / p[i, i]);
                (moved, v[i]) = (Math.Max(moved, Math.Abs(next - v[i])), next);
                largest = Math.Max(largest, Math.Abs(next));
            }
            if (moved <= 1e-14 * largest) break;
        }
        return v;
    }
}
