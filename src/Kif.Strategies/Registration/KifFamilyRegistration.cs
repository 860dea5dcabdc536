namespace Kif.Strategies;

/// <summary>Registers the KIF family and its parts.</summary>
public static class KifFamilyRegistration
{
    /// <summary>Adds the strategies <c>kif-lora</c>, <c>kif</c>, the control <c>kif-average</c>, and every decomposer, estimator, fuser and buffer of this library.</summary>
    public static KifCatalog AddKifFamily(this KifCatalog catalog) => catalog
        .AddDecomposers().AddEstimators().AddFusers()
        .AddComponent<IReplayBuffer, UniformBufferOptions>("uniform", "a uniform sample of every task, 2 % by default", o => new UniformBuffer(o))
        .AddStrategy<KifLoraOptions>("kif-lora", "KIF-LoRA: rank units, mixed second order, adaptive fusion, orthogonal factors", Compose)
        .AddStrategy<KifMatrixOptions>("kif", "KIF on LoRA: matrix units, first order, threshold fusion", Compose)
        .AddStrategy<KifAverageOptions>("kif-average", "control of kif-lora: every unit averaged half and half", Compose);

    private static StrategyComposition Compose(KifFamilyOptions options, IComponentSource parts)
    {
        var kif = new KifStrategy(parts.Create<ISkillUnitDecomposer>(options.Decompose), parts.Create<IImportanceEstimator>(options.Estimate),
            parts.Create<IKnowledgeFuser>(options.Fuse), options);
        return options.Orthogonality == 0
            ? new([new("kif", kif)])
            : new([new("kif", kif), new("orthogonality", new OrthogonalFactors(new() { Weight = options.Orthogonality }))]);
    }
}
