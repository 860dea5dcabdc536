namespace Kif.Strategies;

/// <summary>
/// The orthogonality penalty on the rank units of each LoRA adapter: weight · mean over all factors of ‖AAᵀ − I‖ and ‖BᵀB − I‖, Frobenius norms, not squared
/// unless the options say so (spec 7). Active from the first task; it relates units within an adapter, not tasks.
/// </summary>
/// <param name="options">Weight and norm.</param>
public sealed class OrthogonalFactors(OrthogonalFactorsOptions options) : ContinualStrategy
{
    private int[][] groups = [];
    private int factors;

    /// <inheritdoc/>
    public override void Attach(in SpaceAttached space)
    {
        IReadOnlyList<ParameterInfo> all = space.Space.Parameters;
        groups = [.. Enumerable.Range(0, all.Count).Where(i => all[i].Role is ParameterRole.LoraA or ParameterRole.LoraB)
            .GroupBy(i => (all[i].Role, all[i].Shape[0], all[i].Shape[1])).Select(g => g.ToArray())];
        factors = groups.Sum(g => g.Length);
        if (factors == 0) throw new CompositionException("the orthogonality term is made of LoRA factors, and this model trains none");
    }

    /// <inheritdoc/>
    public override Tensor? Penalty(in StepEnding step)
    {
        if (options.Weight == 0 || step.Position.Phase is not null) return null;
        Tensor[] views = step.Space.Split(step.Weights);
        Tensor? sum = null;
        foreach (int[] group in groups)
        {
            bool b = step.Space.Parameters[group[0]].Role == ParameterRole.LoraB;
            Tensor norms = DistanceFromOrthonormal(torch.stack(group.Select(i => b ? views[i].t() : views[i])));
            if (options.Squared) norms = norms.square();
            sum = sum is null ? norms.sum() : sum + norms.sum();
        }
        return sum! * (options.Weight / factors);
    }

    /// <summary>Computes ‖M Mᵀ − I‖ for each matrix of a stack [n, r, d]; the gradient at exactly orthonormal rows is 0.</summary>
    public static Tensor DistanceFromOrthonormal(Tensor stack) =>
        (torch.bmm(stack, stack.transpose(1, 2)) - torch.eye(stack.shape[1], dtype: stack.dtype, device: stack.device)).flatten(1).norm(1, p: 2);
}
