namespace Kif;

/// <summary>The plans of all parts as one; contradictions and undeclared effects are refused.</summary>
internal sealed record MergedTaskPlan(
    bool FromInitialWeights, Tensor? StartWeights, AdapterGrowth? Grow, ReplayMode Memory, Tensor? UpdateMask, bool NeedsPath, bool NeedsOutputs,
    IWeightCoordinates? Coordinates, bool DetachesFrozen)
{
    public static MergedTaskPlan Of(IReadOnlyList<(StrategyPart Part, TaskPlan Plan)> plans)
    {
        foreach ((StrategyPart part, TaskPlan plan) in plans)
        {
            DeclaredEffects.Check(part, StrategyEffects.Adapter, plan.Grow is not null, "grows the adapter");
            DeclaredEffects.Check(part, StrategyEffects.Memory, plan.Memory != ReplayMode.None, "mixes memory");
            DeclaredEffects.Check(part, StrategyEffects.Gradients, plan.UpdateMask is not null, "masks updates");
            DeclaredEffects.Check(part, StrategyEffects.FinalWeights, plan.StartWeights is not null, "starts from weights of its own");
            DeclaredEffects.Check(part, StrategyEffects.Coordinates, plan.Coordinates is not null, "trains coordinates of the weights");
            if (plan.Memory == ReplayMode.Separate)
                throw new CompositionException(
                    $"the plan of '{part.Name}' has Memory = {plan.Memory}; allowed: None, Concat, Balanced (replay after a task is a phase of its outcome)");
        }
        var mixes = plans.Where(p => p.Plan.Memory != ReplayMode.None).ToArray();
        if (mixes.FirstOrDefault(p => p.Plan.Memory != mixes[0].Plan.Memory) is { Part: not null } other)
            throw new CompositionException($"'{mixes[0].Part.Name}' mixes memory as {mixes[0].Plan.Memory}, but '{other.Part.Name}' as {other.Plan.Memory}");
        TaskPlan[] all = [.. plans.Select(p => p.Plan)];
        if (plans.FirstOrDefault(p => p.Plan.StartWeights is not null) is { Part: { } starting } && all.Any(p => p.FromInitialWeights || p.Grow is not null))
            throw new CompositionException($"the plan of '{starting.Name}' has StartWeights, and a plan has FromInitialWeights or Grow: a task starts from "
                + "one place, in the adapter that there is");
        return new(
            all.Any(p => p.FromInitialWeights),
            all.Select(p => p.StartWeights).FirstOrDefault(w => w is not null),
            all.Select(p => p.Grow).FirstOrDefault(g => g is not null),
            mixes.Length == 0 ? ReplayMode.None : mixes[0].Plan.Memory,
            all.Select(p => p.UpdateMask).Aggregate((Tensor?)null, MultiplyMasks),
            all.Any(p => p.NeedsPath),
            all.Any(p => p.NeedsOutputs),
            all.Select(p => p.Coordinates).FirstOrDefault(c => c is not null),
            all.Any(p => p.DetachesFrozen));
    }

    /// <summary>Multiplies two masks, either of which may be absent.</summary>
    public static Tensor? MultiplyMasks(Tensor? a, Tensor? b) => a is null ? b : b is null ? a : a.mul(b);
}

/// <summary>A check that parts have only the effects that they declare.</summary>
internal static class DeclaredEffects
{
    /// <exception cref="CompositionException">The part has an effect that it did not declare.</exception>
    public static void Check(StrategyPart part, StrategyEffects effect, bool has, string what) => CheckAny(part, has, what, effect);

    /// <exception cref="CompositionException">The part has an effect, and declared none of those that allow it.</exception>
    public static void CheckAny(StrategyPart part, bool has, string what, params StrategyEffects[] effects)
    {
        if (has && !effects.Any(e => part.Traits.Effects.HasFlag(e)))
            throw new CompositionException($"'{part.Name}' {what} without declaring the effect {string.Join(" or ", effects)} in its traits");
    }
}
