namespace Kif.Baselines;

/// <summary>Registers what KIF is compared with.</summary>
public static class BaselineRegistration
{
    /// <summary>Adds <c>seq-lora</c>, <c>seq-full</c>, <c>replay</c>, <c>a-gem</c>, <c>gem</c>, <c>der++</c> and <c>joint</c>.</summary>
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
        .AddStrategy<NoOptions>("joint", "all tasks at once (upper bound)", (_, _) => new([new("joint", new JointStrategy())]));
}
