namespace Kif;

/// <summary>Registers the KIF family and its parts.</summary>
internal static class KifFamilyRegistration
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
        .AddReplayBuffer<SurpriseBuffer, SurpriseBufferOptions>("surprise", "the examples that surprise the model before their task, an equal part a task")
        .AddReplayBuffer<MostUncertainBuffer, MostUncertainBufferOptions>("most-uncertain", "the examples of which the trained model is least sure")
        .AddStrategy<KifLoraOptions>("kif-lora", "KIF-LoRA: rank units, mixed second order, adaptive fusion, orthogonal factors", Compose)
        .AddStrategy<KifMatrixOptions>("kif", "KIF: matrix units, first order, threshold fusion, on an adapter or on all weights", Compose)
        .AddStrategy<KifAverageOptions>("kif-average", "control of kif-lora: every unit averaged half and half", Compose)
        .AddStrategy<KifMemoryOptions>("kif-m", "KIF-M: kif-lora with a memory, mixed into training or replayed after fusion",
            (options, parts) => Compose(options, parts, options))
        .AddStrategy<OnlineKifOptions>("kif-online", "KIF inside training: units are merged every few steps, with or without known ends of tasks", Compose)
        .AddStrategy<OrthogonalFactors, OrthogonalFactorsOptions>("orthogonality", "the orthogonality term of kif-lora alone, to be added to others")
        .AddStrategy<RecurrentKifOptions>("recurrent-kif", "Recurrent-KIF: every few steps a rehearsal of memory, merged element by element",
            (options, parts) => new([new("recurrent-kif", new RecurrentKifStrategy(options))], parts.Create<IReplayBuffer>(KifProfile.Buffer(options))));

    private static StrategyComposition Compose(KifFamilyOptions options, IComponentSource parts) => Compose(options, parts, null);

    private static StrategyComposition Compose(OnlineKifOptions options, IComponentSource parts)
    {
        IKnowledgeFuser fuser = parts.Create<IKnowledgeFuser>(options.Fuse);
        if (fuser.NeedsElementScores || fuser.NeedsInitialWeights)
            throw new CompositionException($"kif-online.fuse is '{options.Fuse.Use}', which needs more than the units' scores; allowed: adaptive, threshold, "
                + "average, take-current, take-previous, and others that decide by the units' scores");
        ISkillUnitDecomposer decomposer = parts.Create<ISkillUnitDecomposer>(options.Decompose);
        var all = new List<StrategyPart> { new("kif", new OnlineKifStrategy(decomposer, fuser, options)) };
        if (options.Orthogonality != 0) all.Add(new("orthogonality", new OrthogonalFactors(new() { Lambda = options.Orthogonality })));
        return new(all);
    }

    private static StrategyComposition Compose(KifFamilyOptions options, IComponentSource parts, KifMemoryOptions? memory)
    {
        IKnowledgeFuser fuser = parts.Create<IKnowledgeFuser>(options.Fuse);
        var kif = new KifStrategy(parts.Create<ISkillUnitDecomposer>(options.Decompose), parts.Create<IImportanceEstimator>(KifProfile.Estimator(options)),
            fuser, options);
        var all = new List<StrategyPart> { new("kif", kif) };
        if (options.Orthogonality != 0)
            all.Add(new("orthogonality", new OrthogonalFactors(new() { Lambda = options.Orthogonality, Squared = KifProfile.Squared(options) })));
        if (memory is not null)
            all.Add(new("replay", new KifMemory(kif, fuser is ThresholdFuser ? KifMemory.Taken : d => KifMemory.Ahead(d, memory.FrozenShare), memory)));
        return new(all, memory is null ? null : parts.Create<IReplayBuffer>(memory.Buffer), options.Train);
    }
}

/// <summary>Registers the parts of strategies of the KIF family.</summary>
internal static class KifPartRegistration
{
    public static KifCatalog AddDecomposers(this KifCatalog catalog) => catalog
        .AddDecomposer<RankUnits>("rank", "row i of A with column i of B of every LoRA module")
        .AddDecomposer<SlicedRankUnits>("rank-slices", "as rank, with the parts of fused maps (q, k, v; gate, up) apart")
        .AddDecomposer<MatrixUnits>("matrix", "every trainable tensor")
        .AddDecomposer<LayerUnits>("layer", "all trainable tensors of a layer; tensors outside layers one by one")
        .AddDecomposer<HeadUnits, HeadUnitsOptions>("head", "every attention head; the rest tensor by tensor")
        .AddDecomposer<ElementUnits>("element", "every single trainable element");

    public static KifCatalog AddEstimators(this KifCatalog catalog) => catalog
        .AddEstimator<SensitivityImportance, SensitivityOptions>("mixed", "smoothed |x - x²/2| of x = w·g times its uncertainty",
            o => new(SensitivityOrder.Mixed, o))
        .AddEstimator<SensitivityImportance, SensitivityOptions>("first-order", "smoothed |w·g| times its uncertainty", o => new(SensitivityOrder.First, o))
        .AddEstimator<SensitivityImportance, SensitivityOptions>("second-order", "smoothed (w·g)² times its uncertainty", o => new(SensitivityOrder.Second, o))
        .AddEstimator<SensitivityImportance, SensitivityAblationOptions>("sensitivity-only", "the smoothed sensitivity without its uncertainty (ablation)",
            o => new(o.Order, o, SensitivityScore.Sensitivity))
        .AddEstimator<SensitivityImportance, SensitivityAblationOptions>("uncertainty-only", "the uncertainty of the smoothed sensitivity alone (ablation)",
            o => new(o.Order, o, SensitivityScore.Uncertainty))
        .AddEstimator<GradientImportance, GradientImportanceOptions>("gradient", "moving average of |g|")
        .AddEstimator<GradientImportance, SquaredGradientOptions>("gradient-squared", "moving average of g², corrected for its start")
        .AddEstimator<FisherImportance, FisherImportanceOptions>("fisher", "Fisher information by a pass over at most 1,000 examples")
        .AddEstimator<WeightImportance, NoOptions>("magnitude", "|w| at the end of the task", _ => new(moved: false))
        .AddEstimator<WeightImportance, NoOptions>("task-vector", "how far the task moved each weight", _ => new(moved: true))
        .AddEstimator<PathImportance, PathImportanceOptions>("path-integral", "synaptic intelligence: loss won along the path, by squared distance")
        .AddEstimator<MasImportance, MasImportanceOptions>("mas", "gradients of the logits' squared norm by a pass over at most 1,000 examples, without labels")
        .AddEstimator<RandomImportance>("random", "uniform random scores (control)")
        .AddEstimator<ConstantImportance>("constant", "1 everywhere (control)");

    public static KifCatalog AddFusers(this KifCatalog catalog) => catalog
        .AddFuser<AdaptiveFuser, AdaptiveFuserOptions>("adaptive", "two-way softmax of the normalized scores")
        .AddFuser<ThresholdFuser, ThresholdFuserOptions>("threshold", "keep, take, blend or average by two percentiles")
        .AddFuser<FixedRatioFuser, NoOptions>("average", "half and half everywhere (control)", _ => new(0.5))
        .AddFuser<FixedRatioFuser, NoOptions>("take-current", "always the new weights (control)", _ => new(1))
        .AddFuser<FixedRatioFuser, NoOptions>("take-previous", "always the old weights (control)", _ => new(0))
        .AddFuser<FisherWeightedFuser, FisherWeightedFuserOptions>("fisher-weighted", "average weighted by importance, element by element")
        .AddFuser<TiesFuser, TiesFuserOptions>("ties", "TIES: trim two task vectors, elect signs, merge what agrees")
        .AddFuser<ElementMaskFuser, ElementMaskFuserOptions>("element-masks", "Recurrent-KIF's merge by masks of elements, once per task");
}

/// <summary>The option values of each profile for the KIF family, unless set explicitly (algorithms.md 13, rows 2, 3 and 12).</summary>
internal static class KifProfile
{
    /// <summary>The estimators that smooth the sensitivity; profiles apply only to these.</summary>
    private static readonly string[] Smoothing = ["mixed", "first-order", "second-order", "sensitivity-only", "uncertainty-only"];

    /// <summary>The smoothing reported in papers of the family, and the weights of the Taylor expansion.</summary>
    private static readonly (string Option, string Value)[] Paper =
        [(nameof(SensitivityOptions.Beta1), "0.55"), (nameof(SensitivityOptions.Beta2), "0.55"),
        (nameof(SensitivityOptions.Timing), nameof(SensitivityTiming.BeforeStep))];

    /// <summary>Returns the chosen estimator, with the profile's values for unset options.</summary>
    public static ComponentChoice Estimator(KifFamilyOptions options)
    {
        if (options.Profile != MethodProfile.Paper || !Smoothing.Contains(options.Estimate.Use)) return options.Estimate;
        return Completed(options.Estimate, Paper);
    }

    /// <summary>Returns the chosen replay buffer of Recurrent-KIF; a class-balanced one gets the same profile (algorithms.md 13, row 24).</summary>
    public static ComponentChoice Buffer(RecurrentKifOptions options) => options.Buffer.Use == "class-balanced"
        ? Completed(options.Buffer, [(nameof(ClassBalancedBufferOptions.Profile), options.Profile.ToString())])
        : options.Buffer;

    /// <summary>Whether the norms of the orthogonality term are squared.</summary>
    public static bool Squared(KifFamilyOptions options) => options.SquaredOrthogonality ?? options.Profile == MethodProfile.Paper;

    /// <summary>Returns a choice with values for unset options.</summary>
    public static ComponentChoice Completed(ComponentChoice chosen, IEnumerable<(string Option, string Value)> readings)
    {
        ComponentChoice choice = ComponentChoice.Of(chosen.Use);
        foreach ((string option, string value) in chosen.Settings) choice.Settings[option] = value;
        foreach ((string option, string value) in readings) choice.Settings.TryAdd(option, value);
        return choice;
    }
}
