using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// The orthogonality penalty on the rank units of each LoRA adapter: weight · mean over all factors of ‖AAᵀ − I‖ and ‖BᵀB − I‖, Frobenius norms, not squared
/// unless the options say so (algorithms.md 7). Active from the first task; it relates units within an adapter, not tasks.
/// </summary>
/// <param name="options">Weight and norm.</param>
internal sealed class OrthogonalFactors(OrthogonalFactorsOptions options) : ContinualStrategy
{
    private int[][] groups = [];
    private int factors;

    /// <inheritdoc/>
    public override void AttachSpace(in SpaceAttachment space)
    {
        IReadOnlyList<ParameterInfo> all = space.Space.Parameters;
        groups = [.. Enumerable.Range(0, all.Count).Where(i => all[i].Role is ParameterRole.LoraA or ParameterRole.LoraB)
            .GroupBy(i => (all[i].Role, all[i].Shape[0], all[i].Shape[1])).Select(g => g.ToArray())];
        factors = groups.Sum(g => g.Length);
        if (factors == 0) throw new CompositionException("the orthogonality term is made of LoRA factors, and this model trains none");
    }

    /// <inheritdoc/>
    public override Tensor? Penalty(in PenaltyInput step)
    {
        if (options.Lambda == 0 || step.Position.Phase is not null) return null;
        Tensor[] views = step.Space.Split(step.Weights);
        Tensor? sum = null;
        foreach (int[] group in groups)
        {
            bool b = step.Space.Parameters[group[0]].Role == ParameterRole.LoraB;
            Tensor norms = DistanceFromOrthonormal(torch.stack(group.Select(i => b ? views[i].t() : views[i])));
            if (options.Squared) norms = norms.square();
            sum = sum is null ? norms.sum() : sum + norms.sum();
        }
        return sum! * (options.Lambda / factors);
    }

    /// <summary>Computes ‖M Mᵀ − I‖ for each matrix of a stack [n, r, d]; the gradient at exactly orthonormal rows is 0.</summary>
    public static Tensor DistanceFromOrthonormal(Tensor stack) =>
        (torch.bmm(stack, stack.transpose(1, 2)) - torch.eye(stack.shape[1], dtype: stack.dtype, device: stack.device)).flatten(1).norm(1, p: 2);
}

/// <summary>Options of the orthogonality term.</summary>
public sealed class OrthogonalFactorsOptions
{
    /// <summary>λ, the strength of the penalty. Default: 0.1.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.01, 1, Logarithmic = true, Stream = "weight")]
    public double Lambda { get; set; } = 0.1;

    /// <summary>Whether the norms are squared. Default: false, like the reference.</summary>
    public bool Squared { get; set; }
}
