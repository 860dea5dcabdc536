namespace Kif.Baselines;

/// <summary>
/// The overlap penalty between a new adapter and earlier ones: weight · Σ over modules of Σ |A_past A_newᵀ|, or of squares (spec 10.10). Inactive in the
/// first task. It needs a part that starts new adapters: with a single continued adapter, it would penalize keeping its own weights.
/// </summary>
/// <param name="weight">The term's weight at a step; 0 disables it.</param>
/// <param name="form">Absolute values or squares.</param>
/// <param name="grow">The treatment of earlier adapters: frozen ones are read from the model, the factors A of merged ones are kept here.</param>
public sealed class AdapterOverlap(Func<StepPosition, double> weight, OverlapForm form, AdapterGrowth grow) : ContinualStrategy
{
    private ParameterSpace? space;
    private int[][] groups = [];
    private IReadOnlyList<FrozenAdapter> frozen = [];
    private Tensor? past;

    /// <inheritdoc/>
    public override void Attach(in SpaceAttached attached)
    {
        (space, frozen) = (attached.Space, attached.Frozen);
        groups = FactorGroups.Of(space, "overlap of adapters", ParameterRole.LoraA);
    }

    /// <inheritdoc/>
    public override TaskPlan BeginTask(in TaskStarting task)
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
    public override Tensor? Penalty(in StepEnding step)
    {
        double scale = step.Position.TaskIndex == 0 ? 0 : weight(step.Position);
        if (scale == 0) return null;
        if (step.Space.Generation == 0 || (grow == AdapterGrowth.Stack ? frozen.Count : past?.shape[0] ?? 0) != step.Space.Generation)
            throw new CompositionException("the overlap of adapters needs a part that starts a new adapter with every task and does so the same way (stacked or folded)");
        Tensor[] pieces = step.Space.Split(step.Weights);
        Tensor? sum = null;
        long start = 0;
        foreach (int[] group in groups)
        {
            Tensor fresh = FactorGroups.Stack(pieces, group), term = Overlap(Earlier(group, fresh.shape, start), fresh, form);
            sum = sum is null ? term : sum + term;
            start += fresh.NumberOfElements;
        }
        return sum! * scale;
    }

    /// <summary>Computes Σ |P Nᵀ|, or Σ (P Nᵀ)², over all matrices P [..., past rank, inputs] and N [..., rank, inputs].</summary>
    public static Tensor Overlap(Tensor past, Tensor fresh, OverlapForm form)
    {
        Tensor products = torch.matmul(past, fresh.transpose(-1, -2));
        return (form == OverlapForm.Absolute ? products.abs() : products.pow(2)).sum();
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state) => state.Tensor("past", ref past);

    /// <summary>Returns the factors A of earlier adapters, [adapters, modules, rank, inputs].</summary>
    private Tensor Earlier(int[] group, long[] shape, long start) => grow == AdapterGrowth.Stack
        ? torch.stack(frozen.Select(f => FactorGroups.Stack(f.Space.Split(f.Weights), group)))
        : past!.narrow(1, start, shape.Aggregate(1L, (a, b) => a * b)).view([past.shape[0], .. shape]);
}
