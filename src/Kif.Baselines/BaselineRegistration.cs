namespace Kif;

/// <summary>Registers the baselines that KIF is compared with.</summary>
internal static class BaselineRegistration
{
    /// <summary>Adds every baseline under its name.</summary>
    public static KifCatalog AddBaselines(this KifCatalog catalog) => catalog
        .AddStrategy<NoOptions>("seq-lora", "one LoRA adapter through all tasks, no protection (lower bound)", (_, _) => new([]))
        .AddStrategy<NoOptions>("seq-full", "all weights through all tasks, no protection", (_, _) => new([], trains: TrainedWeights.All))
        .AddStrategy<ReplayOptions>("replay", "also trains on stored examples of earlier tasks",
            (o, parts) => new([new("replay", new ReplayStrategy(o))], parts.Create<IReplayBuffer>(o.Buffer)))
        .AddStrategy<AGemOptions>("a-gem", "takes out of a gradient what goes against the gradient of stored examples",
            (o, parts) => new([new("a-gem", new AGemStrategy(o))], parts.Create<IReplayBuffer>(o.Buffer)))
        .AddStrategy<GemOptions>("gem", "the nearest gradient that goes against no past task's stored examples",
            (o, parts) => new([new("gem", new GemStrategy(o))], parts.Create<IReplayBuffer>(o.Buffer)))
        .AddStrategy<DerPlusPlusOptions>("der++", "replays stored examples and holds on to the logits that the model gave them",
            (o, parts) => new([new("der++", new DerPlusPlusStrategy(o))], parts.Create<IReplayBuffer>(o.Buffer)))
        .AddStrategy<SureOptions>("sure", "replays the most surprising examples, and answers with an average of the weights over all steps",
            (o, parts) => new([new("sure", new SurpriseReplay(o)), new("ema", new EmaStrategy(o.Average))], parts.Create<IReplayBuffer>(o.Buffer)))
        .AddStrategy<OprOptions>("opr", "replays the model's own best answers to prompts of earlier tasks", OnPolicyReplay)
        .AddStrategy<EmaStrategy, EmaOptions>("ema", "answers with an exponential moving average of the weights, over steps of all tasks", o => new(o))
        .AddStrategy<L2Options>("l2", "a quadratic penalty on the distance from the previous task's weights",
            (o, parts) => Penalty("l2", parts, o.Estimate, o.Settings))
        .AddStrategy<EwcOptions>("ewc", "elastic weight consolidation: a quadratic penalty weighted by Fisher information, per task or online",
            (o, parts) => Penalty("ewc", parts, o.Estimator, o.Settings))
        .AddStrategy<SiOptions>("si", "synaptic intelligence: a quadratic penalty weighted by each element's path integral",
            (o, parts) => Penalty("si", parts, o.Estimator, o.Settings))
        .AddStrategy<MasOptions>("mas", "memory-aware synapses: a quadratic penalty weighted by the logits' sensitivity",
            (o, parts) => Penalty("mas", parts, o.Estimator, o.Settings))
        .AddStrategy<LwfStrategy, LwfOptions>("lwf", "learning without forgetting: distils the previous task's model on the current inputs")
        .AddStrategy<SdftOptions>("sdft", "learns to answer as it does itself with the expected answer in the prompt",
            (o, _) => new([new("sdft", new SdftStrategy(o))]))
        .AddStrategy<JointStrategy>("joint", "all tasks at once (upper bound)")
        .AddStrategy<PerTaskOptions>("per-task", "weights of its own for every task, which must be known at test time",
        (o, _) => new([new("per-task", new PerTaskStrategy())], trains: o.Trains))
        .AddStrategy<IncLoraStrategy, IncLoraOptions>("inc-lora", "a new adapter per task beside the frozen earlier ones", o => new(o.Grow))
        .AddStrategy<OLoraOptions>("o-lora", "a new adapter per task, kept orthogonal to the frozen earlier ones", (o, _) => new([.. OLoraParts(o)]))
        .AddStrategy<NLoraOptions>("n-lora", "a new adapter per task whose update is kept sparse, so that it seldom meets earlier ones",
            (o, _) => new([new("n-lora", new IncLoraStrategy(o.Grow)), .. Sparsity(o)]))
        .AddStrategy<SlaoStrategy, SlaoOptions>("slao", "one adapter: an orthonormal start, A replaced and B averaged over tasks")
        .AddStrategy<TaskMergeOptions>("merge", "tasks learned apart, whose changes are merged: task arithmetic, TIES or DARE",
            (o, _) => new([new("merge", new TaskMergeStrategy(o))], trains: o.Trains))
        .AddStrategy<OsfOptions>("osf", "all weights, each matrix in its smallest singular directions, with gradients orthogonal to the largest",
            (o, _) => new([new("osf", new OsfStrategy(o))], trains: TrainedWeights.All))
        .AddStrategy<InfLoraStrategy, InfLoraOptions>("inflora", "a new adapter per task that reads only directions which earlier tasks' inputs left free",
            o => new(o))
        .AddStrategy<GainLoraOptions>("gainlora", "a new adapter per task behind a gate that learns which prompts it is for", (o, _) => new([.. Gated(o)]))
        .AddStrategy<MiguOptions>("migu", "updates only the rows of a map whose outputs are large",
        (o, _) => new([new("migu", new MiguStrategy(o))], trains: o.Trains))
        .AddStrategy<OgdStrategy, OgdOptions>("ogd", "steps orthogonal to stored gradients of earlier tasks");

    private static StrategyComposition OnPolicyReplay(OprOptions options, IComponentSource parts)
    {
        ITaskMetric? metric = options.Score == AnswerScore.Metric ? parts.Create<ITaskMetric>(options.Metric) : null;
        return new([new("opr", new OprStrategy(options))], new OnPolicyBuffer(options, new(options, metric)));
    }

    private static StrategyComposition Penalty(string name, IComponentSource parts, ComponentChoice estimate, ImportancePenaltySettings settings) =>
        new([new(name, new ImportancePenalty(name, parts.Create<IImportanceEstimator>(estimate), settings))]);

    private static IEnumerable<StrategyPart> Gated(GainLoraOptions options)
    {
        SharedMoments? moments = options.Over == GatedAdapters.InfLora ? new() : null;
        // The gates come first: with them the adapters' inputs are computed.
        yield return new("gates", new AdapterGating(options, moments));
        if (options.Over == GatedAdapters.InfLora) yield return new("inflora", new InfLoraStrategy(options.Adapters, moments));
        else foreach (StrategyPart part in OLoraParts(new())) yield return part;
    }

    private static IEnumerable<StrategyPart> Sparsity(NLoraOptions o) =>
        o.Weight > 0 ? [new("sparsity", new UpdateSparsity(o.Weight, o.OfFactorsReversed))] : [];

    private static IEnumerable<StrategyPart> OLoraParts(OLoraOptions options)
    {
        yield return new("o-lora", new IncLoraStrategy(options.Grow));
        if (options.HasOverlap) yield return new("overlap", new AdapterOverlap(options.OverlapWeight, options.SquaresOverlap, options.Grow));
        if (options.HasNorms) yield return new("norms", new FactorNorms(options.NormWeight));
    }
}
