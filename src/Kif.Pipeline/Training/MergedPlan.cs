namespace Kif.Pipeline.Training;

/// <summary>The plans of all parts as one; contradictions and undeclared effects are refused.</summary>
internal sealed record MergedPlan(TrainingStart Start, AdapterGrowth? Grow, MemoryMix Memory, Tensor? UpdateMask, bool NeedsPath, bool NeedsOutputs)
{
    public static MergedPlan Of(IReadOnlyList<(StrategyPart Part, TaskPlan Plan)> plans)
    {
        foreach ((StrategyPart part, TaskPlan plan) in plans)
        {
            Declared.Check(part, StrategyEffects.Adapter, plan.Grow is not null, "grows the adapter");
            Declared.Check(part, StrategyEffects.Memory, plan.Memory != MemoryMix.None, "mixes memory");
            Declared.Check(part, StrategyEffects.Gradients, plan.UpdateMask is not null, "masks updates");
        }
        var mixes = plans.Where(p => p.Plan.Memory != MemoryMix.None).ToArray();
        if (mixes.FirstOrDefault(p => p.Plan.Memory != mixes[0].Plan.Memory) is { Part: not null } other)
            throw new CompositionException($"'{mixes[0].Part.Name}' mixes memory as {mixes[0].Plan.Memory}, but '{other.Part.Name}' as {other.Plan.Memory}");
        TaskPlan[] all = [.. plans.Select(p => p.Plan)];
        return new(
            all.Any(p => p.Start == TrainingStart.Initial) ? TrainingStart.Initial : TrainingStart.Current,
            all.Select(p => p.Grow).FirstOrDefault(g => g is not null),
            mixes.Length == 0 ? MemoryMix.None : mixes[0].Plan.Memory,
            all.Select(p => p.UpdateMask).Aggregate((Tensor?)null, Both),
            all.Any(p => p.NeedsPath),
            all.Any(p => p.NeedsOutputs));
    }

    /// <summary>Multiplies two masks, either of which may be absent.</summary>
    public static Tensor? Both(Tensor? a, Tensor? b) => a is null ? b : b is null ? a : a.mul(b);
}
