namespace Kif.Baselines;

/// <summary>Registers what KIF is compared with.</summary>
public static class BaselineRegistration
{
    /// <summary>Adds the bounds, the rehearsal methods, the regularisers, the growing adapters and the gradient masks.</summary>
    public static KifCatalog AddBaselines(this KifCatalog catalog) => catalog
        .AddStrategy<NoOptions>("seq-lora", "one LoRA adapter through all tasks, no protection (lower bound)", (_, _) => new([]))
        .AddStrategy<NoOptions>("seq-full", "all weights through all tasks, no protection", (_, _) => new([], trains: TrainedWeights.All))
        .AddStrategy<ReplayOptions>("replay", "trains remembered examples of earlier tasks along",
            (o, parts) => new([new("replay", new ReplayStrategy(o))], parts.Create<IReplayBuffer>(o.Buffer)))
        .AddStrategy<AGemOptions>("a-gem", "takes out of a gradient what goes against the gradient of remembered examples",
            (o, parts) => new([new("a-gem", new AGemStrategy(o))], parts.Create<IReplayBuffer>(o.Buffer)))
        .AddStrategy<GemOptions>("gem", "the nearest gradient that goes against no past task's remembered examples",
            (o, parts) => new([new("gem", new GemStrategy(o))], parts.Create<IReplayBuffer>(o.Buffer)))
        .AddStrategy<DerPlusPlusOptions>("der++", "replays remembered examples and holds on to the logits that the model gave them",
            (o, parts) => new([new("der++", new DerPlusPlusStrategy(o))], parts.Create<IReplayBuffer>(o.Buffer)))
        .AddStrategy<L2Options>("l2", "pulls all weights equally towards those of the previous task", (o, _) => new([new("l2", new L2Strategy(o))]))
        .AddStrategy<EwcOptions>("ewc", "elastic weight consolidation: a pull weighted by Fisher information, per task or online", (o, _) => new([new("ewc", new EwcStrategy(o))]))
        .AddStrategy<SiOptions>("si", "synaptic intelligence: a pull weighted by each entry's path integral", (o, _) => new([new("si", new SiStrategy(o))]))
        .AddStrategy<MasOptions>("mas", "memory-aware synapses: a pull weighted by the logits' sensitivity", (o, _) => new([new("mas", new MasStrategy(o))]))
        .AddStrategy<LwfOptions>("lwf", "learning without forgetting: distils the previous task's model on the current inputs", (o, _) => new([new("lwf", new LwfStrategy(o))]))
        .AddStrategy<NoOptions>("joint", "all tasks at once (upper bound)", (_, _) => new([new("joint", new JointStrategy())]));
}
