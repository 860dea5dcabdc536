using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>Options of SLAO.</summary>
internal sealed class SlaoOptions
{
    /// <summary>
    /// Whether a task starts from the merged factors B, as a third party's implementation does, instead of those that the previous task trained. Default:
    /// false.
    /// </summary>
    public bool MergedStart { get; set; }

    /// <summary>The least share of the newest factors B in the merged ones, below which 1/√i does not fall. Default: 0, no bound.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.05, 0.5)]
    public double LeastShare { get; set; }
}

/// <summary>
/// SLAO: one adapter. A task starts from orthonormal rows that span those of the previous A, and from the previous B as it was trained; at its end A is
/// replaced, and B is mixed into a running average, with the share 1/√i of the i-th task (algorithms.md 10.14).
/// </summary>
/// <param name="options">The start and the bound of the share.</param>
internal sealed class SlaoStrategy(SlaoOptions options) : ContinualStrategy
{
    private ParameterSpace? space;
    private (int A, int B)[][] groups = [];
    private Tensor? trained, merged;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.FinalWeights);

    /// <inheritdoc/>
    public override void AttachSpace(in SpaceAttachment attached)
    {
        space = attached.Space;
        if (space.Parameters.FirstOrDefault(p => p.Role is not (ParameterRole.LoraA or ParameterRole.LoraB)) is { } other)
            throw new CompositionException($"slao merges LoRA factors alone, and '{other.Name}' is none");
        groups = FactorPairs.Of(space, "merging of adapters");
        if (space.Parameters.FirstOrDefault(p => p.Role == ParameterRole.LoraA && p.Shape[0] > p.Shape[1]) is { } wide)
            throw new CompositionException(
                $"slao needs a rank of at most the inputs: '{wide.Module.Path}' has {wide.Shape[1]} inputs, and the rank is {wide.Shape[0]}");
    }

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task)
    {
        if (task.Index == 0 || trained is null) return TaskPlan.Default;
        using var scope = torch.NewDisposeScope();
        // Between tasks the model has the merged factors B.
        Keep(ref merged, FactorsB(task.Weights));
        Tensor start = task.Weights.clone();
        Tensor[] pieces = space!.Split(start);
        foreach ((int A, int B)[] group in groups)
        {
            Tensor[] rows = OrthonormalRows(FactorPairs.Stack(pieces, group).A).unbind(0);
            for (int i = 0; i < group.Length; i++) pieces[group[i].A].copy_(rows[i]);
        }
        if (!options.MergedStart) CopyB(trained, pieces);
        return new() { StartWeights = start.MoveToOuterDisposeScope() };
    }

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskEnd task)
    {
        Tensor now = FactorsB(task.Weights);
        if (!options.MergedStart || trained is null) Keep(ref trained, now);
        if (merged is null) return TaskOutcome.Keep;
        double share = Math.Max(options.LeastShare, 1 / Math.Sqrt(task.Index + 1));
        Tensor final = task.Weights.clone();
        CopyB(merged + (now - merged) * share, space!.Split(final));
        merged.Dispose();
        merged = null;
        return new(final);
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Tensor("trained", ref trained);
        state.Tensor("merged", ref merged);
    }

    /// <summary>
    /// Returns orthonormal rows that span the same spaces as the leading rows of each matrix [n, rank, inputs]: Gram and Schmidt's, in float64, each with a
    /// positive product with its row. A row that adds nothing gets any direction that is left.
    /// </summary>
    public static Tensor OrthonormalRows(Tensor matrices)
    {
        (Tensor q, Tensor r) = torch.linalg.qr(matrices.to(ScalarType.Float64).transpose(-1, -2));
        Tensor diagonal = r.diagonal(0, -2, -1), signs = torch.where(diagonal.lt(0), -torch.ones_like(diagonal), torch.ones_like(diagonal));
        return (q * signs.unsqueeze(-2)).transpose(-1, -2).to(matrices.dtype);
    }

    /// <summary>Returns all factors B one after another.</summary>
    private Tensor FactorsB(Tensor weights)
    {
        Tensor[] pieces = space!.Split(weights);
        return torch.cat([.. groups.SelectMany(g => g).Select(pair => pieces[pair.B].flatten())]);
    }

    private void CopyB(Tensor factors, Tensor[] pieces)
    {
        long start = 0;
        foreach ((_, int b) in groups.SelectMany(g => g))
        {
            Tensor piece = pieces[b];
            piece.copy_(factors.narrow(0, start, piece.NumberOfElements).view(piece.shape));
            start += piece.NumberOfElements;
        }
    }
}
