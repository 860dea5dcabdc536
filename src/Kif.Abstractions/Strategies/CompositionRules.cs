namespace Kif;

/// <summary>Checks that parts go together: exclusive effects, and requirements on other parts.</summary>
internal static class CompositionRules
{
    /// <exception cref="CompositionException">A rule is violated; the message names the parts.</exception>
    public static void Check(StrategyComposition composition)
    {
        IReadOnlyList<StrategyPart> parts = composition.Parts;
        if (parts.GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CompositionException($"two parts are named '{twice.Key}'");
        foreach (StrategyEffects effect in new[] { StrategyEffects.KeptWeights, StrategyEffects.StepWeights, StrategyEffects.Adapter })
            if (Having(parts, effect) is [var first, var second, ..])
                throw new CompositionException($"'{first.Name}' and '{second.Name}' both decide the {Describe(effect)}; only one part of a composition may");
        foreach (StrategyPart grower in Having(parts, StrategyEffects.Adapter)) Growing(composition, grower);
        foreach (StrategyPart told in parts.Where(p => p.Strategy.Traits.TaskAtTest)) Separate(parts, told);
        foreach (StrategyPart joint in parts.Where(p => p.Strategy.Traits.JointStream)) Joint(parts, joint);
        if (composition.Buffer is null && Having(parts, StrategyEffects.Memory) is [var needsMemory, ..])
            throw new CompositionException($"'{needsMemory.Name}' mixes memory into the training, but the composition has no replay buffer");
    }

    private static void Growing(StrategyComposition composition, StrategyPart grower)
    {
        if (composition.Trains == TrainedWeights.All)
            throw new CompositionException($"'{grower.Name}' works on adapters, but the composition trains all weights");
        if (Having(composition.Parts, StrategyEffects.KeptWeights) is [var keeper, ..] && keeper != grower)
            throw new CompositionException($"'{keeper.Name}' fuses weights with those of the previous task, but '{grower.Name}' starts new adapters, which have none");
        if (composition.Parts.FirstOrDefault(p => p.Strategy.Traits.TiesToPast && p != grower) is { } tied)
            throw new CompositionException($"'{tied.Name}' ties the weights in training to those of earlier tasks, but '{grower.Name}' freezes these and starts new adapters");
    }

    private static void Separate(IReadOnlyList<StrategyPart> parts, StrategyPart told)
    {
        const StrategyEffects Keeping = StrategyEffects.KeptWeights | StrategyEffects.Adapter;
        if (parts.FirstOrDefault(p => p != told && (p.Strategy.Traits.TiesToPast || (p.Strategy.Traits.Effects & Keeping) != 0)) is { } keeper)
            throw new CompositionException($"'{told.Name}' gives every task weights of its own, so there is nothing that '{keeper.Name}' could keep for earlier tasks");
    }

    private static void Joint(IReadOnlyList<StrategyPart> parts, StrategyPart joint)
    {
        const StrategyEffects Sequential = StrategyEffects.KeptWeights | StrategyEffects.Adapter | StrategyEffects.Memory;
        if (parts.FirstOrDefault(p => p != joint && (p.Strategy.Traits.TiesToPast || (p.Strategy.Traits.Effects & Sequential) != 0)) is { } other)
            throw new CompositionException($"'{joint.Name}' learns all tasks at once, so there is no earlier task for '{other.Name}'");
    }

    private static StrategyPart[] Having(IReadOnlyList<StrategyPart> parts, StrategyEffects effect) => [.. parts.Where(p => Has(p, effect))];

    private static bool Has(StrategyPart part, StrategyEffects effect) => part.Strategy.Traits.Effects.HasFlag(effect);

    private static string Describe(StrategyEffects effect) => effect switch
    {
        StrategyEffects.KeptWeights => "weights kept after a task",
        StrategyEffects.StepWeights => "weights after a step",
        _ => "adapter between tasks",
    };
}
