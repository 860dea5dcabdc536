using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>Options of O-LoRA.</summary>
public sealed class OLoraOptions
{
    private static readonly Dictionary<string, double> Norms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["copa"] = 0.1, ["qqp"] = 0.1, ["rte"] = 0.3, ["sst-2"] = 0.1, ["yahoo"] = 0.1, ["boolqa"] = 0.1, ["wic"] = 0.3,
    };

    /// <summary>λ₁, the weight of the overlap of a new adapter with earlier ones. Default: 0.5.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.05, 5, Logarithmic = true)]
    public double Lambda1 { get; set; } = 0.5;

    /// <summary>λ₂, the weight of the norms of the new factors; active from the first task on. Default: 0.</summary>
    [Range(0.0, 1e6)]
    public double Lambda2 { get; set; }

    /// <summary>
    /// Whether <see cref="Lambda1"/> and <see cref="Lambda2"/> are replaced by the published weights for the order of fifteen tasks that starts with yelp: λ₁
    /// by position (0, then 0.5, from the tenth on 5), λ₂ by task name (algorithms.md 10.10). Default: false, one pair of weights for all tasks.
    /// </summary>
    public bool LongSequenceWeights { get; set; }

    /// <summary>
    /// The treatment of earlier adapters: beside the base (time and memory grow with the tasks) or merged into a copy of it, their factors A kept for the
    /// overlap. Both compute the same. Default: beside the base.
    /// </summary>
    public AdapterGrowth Grow { get; set; } = AdapterGrowth.Stack;

    /// <summary>
    /// The variant: the paper squares the elements of the overlap, the published code sums absolute values. Default: Recommended, like the code.
    /// </summary>
    public MethodProfile Profile { get; set; }

    /// <summary>
    /// Whether the elements of the overlap are squared instead of made absolute (algorithms.md 13, row 27). Default: by profile; false, paper true.
    /// </summary>
    public bool? SquaredOverlap { get; set; }

    internal bool SquaresOverlap => SquaredOverlap ?? Profile == MethodProfile.Paper;

    internal bool HasOverlap => LongSequenceWeights || Lambda1 > 0;

    internal bool HasNorms => LongSequenceWeights || Lambda2 > 0;

    internal double OverlapWeight(StepPosition at) => LongSequenceWeights ? at.TaskIndex switch { 0 => 0, < 9 => 0.5, _ => 5 } : Lambda1;

    internal double NormWeight(StepPosition at) => LongSequenceWeights ? Norms.GetValueOrDefault(at.Task) : Lambda2;
}

/// <summary>
/// The overlap penalty between a new adapter and earlier ones: weight · Σ over modules of Σ |A_past A_newᵀ|, or of squares (algorithms.md 10.10). Inactive in
/// the first task. It needs a part that starts new adapters: with a single continued adapter, it would penalize keeping its own weights.
/// </summary>
/// <param name="weight">The term's weight at a step; 0 disables it.</param>
/// <param name="squared">Whether elements are squared instead of made absolute.</param>
/// <param name="grow">The treatment of earlier adapters: frozen ones are read from the model, the factors A of merged ones are kept here.</param>
internal sealed class AdapterOverlap(Func<StepPosition, double> weight, bool squared, AdapterGrowth grow) : ContinualStrategy
{
    private ParameterSpace? space;
    private int[][] groups = [];
    private IReadOnlyList<FrozenAdapter> frozen = [];
    private Tensor? past;

    /// <inheritdoc/>
    public override void AttachSpace(in SpaceAttachment attached)
    {
        (space, frozen) = (attached.Space, attached.Frozen);
        groups = FactorGroups.Of(space, "overlap of adapters", ParameterRole.LoraA);
    }

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task)
    {
        if (task.Index == 0 || grow == AdapterGrowth.Stack) return TaskPlan.Default;
        // The adapter of the previous task is about to be merged: its factors A, group by group, become one more row.
        using var scope = torch.NewDisposeScope();
        Tensor[] pieces = space!.Split(task.Weights);
        Tensor row = torch.cat([.. groups.Select(g => FactorGroups.Stack(pieces, g).reshape(1, -1))], 1);
        Keep(ref past, past is null ? row : torch.cat([past, row]));
        return TaskPlan.Default;
    }

    /// <inheritdoc/>
    public override Tensor? Penalty(in PenaltyInput step)
    {
        double scale = step.Position.TaskIndex == 0 ? 0 : weight(step.Position);
        if (scale == 0) return null;
        if (step.Space.Generation == 0 || (grow == AdapterGrowth.Stack ? frozen.Count : past?.shape[0] ?? 0) != step.Space.Generation)
            throw new CompositionException(
                "the overlap of adapters needs a part that starts a new adapter with every task and does so the same way (stacked or merged)");
        Tensor[] pieces = step.Space.Split(step.Weights);
        Tensor? sum = null;
        long start = 0;
        foreach (int[] group in groups)
        {
            Tensor fresh = FactorGroups.Stack(pieces, group), term = Overlap(Earlier(group, fresh.shape, start), fresh, squared);
            sum = sum is null ? term : sum + term;
            start += fresh.NumberOfElements;
        }
        return sum! * scale;
    }

    /// <summary>Computes Σ |P Nᵀ|, or Σ (P Nᵀ)², over all matrices P [..., past rank, inputs] and N [..., rank, inputs].</summary>
    public static Tensor Overlap(Tensor past, Tensor fresh, bool squared)
    {
        Tensor products = torch.matmul(past, fresh.transpose(-1, -2));
        return (squared ? products.pow(2) : products.abs()).sum();
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state) => state.Tensor("past", ref past);

    /// <summary>Returns the factors A of earlier adapters, [adapters, modules, rank, inputs].</summary>
    private Tensor Earlier(int[] group, long[] shape, long start) => grow == AdapterGrowth.Stack
        ? torch.stack(frozen.Select(f => FactorGroups.Stack(f.Space.Split(f.Weights), group)))
        : past!.narrow(1, start, shape.Aggregate(1L, (a, b) => a * b)).view([past.shape[0], .. shape]);
}

/// <summary>
/// The penalty on the factors in training: weight · Σ over modules of ‖A‖ + ‖B‖, Frobenius norms, not squared (algorithms.md 10.10). Active from the first task
/// on.
/// </summary>
/// <param name="weight">The term's weight at a step; 0 disables it.</param>
internal sealed class FactorNorms(Func<StepPosition, double> weight) : ContinualStrategy
{
    private int[][] groups = [];

    /// <inheritdoc/>
    public override void AttachSpace(in SpaceAttachment space) =>
        groups = FactorGroups.Of(space.Space, "norm of factors", ParameterRole.LoraA, ParameterRole.LoraB);

    /// <inheritdoc/>
    public override Tensor? Penalty(in PenaltyInput step)
    {
        double scale = weight(step.Position);
        if (scale == 0) return null;
        Tensor[] pieces = step.Space.Split(step.Weights);
        return groups.Select(g => Norms(FactorGroups.Stack(pieces, g))).Aggregate((a, b) => a + b) * scale;
    }

    /// <summary>Sums the Frobenius norms of a stack of matrices [n, rows, columns]; the gradient at a zero matrix is 0.</summary>
    public static Tensor Norms(Tensor stack) => stack.flatten(1).norm(1, p: 2).sum();
}

/// <summary>The LoRA factors of a space grouped by role and shape, so that a term takes a few operations for any number of modules.</summary>
internal static class FactorGroups
{
    /// <summary>Returns the indices of the factors with these roles, by group.</summary>
    /// <exception cref="CompositionException">The space has no such factors.</exception>
    public static int[][] Of(ParameterSpace space, string term, params ParameterRole[] roles)
    {
        IReadOnlyList<ParameterInfo> all = space.Parameters;
        int[][] groups = [.. Enumerable.Range(0, all.Count).Where(i => roles.Contains(all[i].Role))
            .GroupBy(i => (all[i].Role, all[i].Shape[0], all[i].Shape[1])).Select(g => g.ToArray())];
        return groups.Length > 0 ? groups : throw new CompositionException($"the {term} is made of LoRA factors, and this model trains none");
    }

    /// <summary>Stacks one group of a split vector, [modules, rows, columns].</summary>
    public static Tensor Stack(Tensor[] pieces, int[] group) => torch.stack(group.Select(i => pieces[i]));
}
