namespace Kif.Strategies;

/// <summary>Registers the KIF family and its parts.</summary>
public static class KifFamilyRegistration
{
    /// <summary>
    /// Adds KIF, KIF-LoRA, KIF-M, Recurrent-KIF, the control <c>kif-average</c>, the orthogonality term as a strategy, and all decomposers, estimators,
    /// fusers and buffers.
    /// </summary>
    public static KifCatalog AddKifFamily(this KifCatalog catalog) => catalog
        .AddDecomposers().AddEstimators().AddFusers()
        .AddReplayBuffer<UniformBuffer, UniformBufferOptions>("uniform", "a uniform sample of every task, 2 % by default")
        .AddReplayBuffer<ClassBalancedBuffer, ClassBalancedBufferOptions>("class-balanced", "equally many examples of every distinct target of a task")
        .AddReplayBuffer<ReservoirBuffer, ReservoirBufferOptions>("reservoir", "a fixed number of examples, drawn by random keys")
        .AddReplayBuffer<MostUncertainBuffer, MostUncertainBufferOptions>("most-uncertain", "the examples of which the trained model is least sure")
        .AddStrategy<KifLoraOptions>("kif-lora", "KIF-LoRA: rank units, mixed second order, adaptive fusion, orthogonal factors", Compose)
        .AddStrategy<KifMatrixOptions>("kif", "KIF: matrix units, first order, threshold fusion, on an adapter or on all weights", Compose)
        .AddStrategy<KifAverageOptions>("kif-average", "control of kif-lora: every unit averaged half and half", Compose)
        .AddStrategy<KifMemoryOptions>("kif-m", "KIF-M: kif-lora with a memory, mixed into training or replayed after fusion", (options, parts) => Compose(options, parts, options))
        .AddStrategy<OrthogonalFactors, OrthogonalFactorsOptions>("orthogonality", "the orthogonality term of kif-lora alone, to be added to others")
        .AddStrategy<RecurrentKifOptions>("recurrent-kif", "Recurrent-KIF: every few steps a rehearsal of memory, merged entry by entry",
            (options, parts) => new([new("recurrent-kif", new RecurrentKifStrategy(options))], parts.Create<IReplayBuffer>(KifProfile.Buffer(options))));

    private static StrategyComposition Compose(KifFamilyOptions options, IComponentSource parts) => Compose(options, parts, null);

    private static StrategyComposition Compose(KifFamilyOptions options, IComponentSource parts, KifMemoryOptions? memory)
    {
        IKnowledgeFuser fuser = parts.Create<IKnowledgeFuser>(options.Fuse);
        var kif = new KifStrategy(parts.Create<ISkillUnitDecomposer>(options.Decompose), parts.Create<IImportanceEstimator>(KifProfile.Estimator(options)), fuser, options);
        var all = new List<StrategyPart> { new("kif", kif) };
        if (options.Orthogonality != 0)
            all.Add(new("orthogonality", new OrthogonalFactors(new() { Weight = options.Orthogonality, Squared = KifProfile.Squared(options) })));
        if (memory is not null)
            all.Add(new("replay", new KifMemory(kif, fuser is ThresholdFuser ? KifMemory.Taken : d => KifMemory.Ahead(d, memory.FrozenShare), memory)));
        return new(all, memory is null ? null : parts.Create<IReplayBuffer>(memory.Buffer), options.Train);
    }
}
