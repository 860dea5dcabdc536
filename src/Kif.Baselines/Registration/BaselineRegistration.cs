namespace Kif.Baselines;

/// <summary>Registers what KIF is compared with.</summary>
public static class BaselineRegistration
{
    /// <summary>Adds <c>seq-lora</c>, <c>seq-full</c>, <c>replay</c> and <c>joint</c>.</summary>
    public static KifCatalog AddBaselines(this KifCatalog catalog) => catalog
        .AddStrategy<NoOptions>("seq-lora", "one LoRA adapter through all tasks, no protection (lower bound)", (_, _) => new([]))
        .AddStrategy<NoOptions>("seq-full", "all weights through all tasks, no protection", (_, _) => new([], trains: TrainedWeights.All))
        .AddStrategy<ReplayOptions>("replay", "trains remembered examples of earlier tasks along",
            (o, parts) => new([new("replay", new ReplayStrategy(o.Mix))], parts.Create<IReplayBuffer>(o.Buffer)))
        .AddStrategy<NoOptions>("joint", "all tasks at once (upper bound)", (_, _) => new([new("joint", new JointStrategy())]));
}
