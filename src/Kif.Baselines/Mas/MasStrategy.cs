namespace Kif.Baselines;

/// <summary>
/// Memory-aware synapses: penalizes each element's distance from its value after the last task, weighted by the sensitivity of the logits' squared norm to
/// it, without labels: λ·Σ Ω(θ−θ*)², without ½ (spec 4, 10.7). Inactive in the first task.
/// </summary>
/// <param name="options">Strength, estimation and accumulation of importance.</param>
public sealed class MasStrategy(MasOptions options) : ContinualStrategy
{
    private readonly HomeSpace home = new("mas");
    private Tensor? importance, anchor;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(TiesToPast: true);

    /// <inheritdoc/>
    /// <exception cref="CompositionException">The space has changed since an earlier task.</exception>
    public override void Attach(in SpaceAttached space) => home.Enter(space.Space, anchor);

    /// <inheritdoc/>
    public override Tensor? Penalty(in StepEnding step) =>
        options.Lambda == 0 || importance is null ? null : QuadraticPull.Sum(step.Weights, anchor!, importance) * options.Lambda;

    /// <inheritdoc/>
    public override void Kept(in TaskKept task)
    {
        if (options.Lambda == 0) return;
        Tensor own = options.Pass.Over(task, ProbeLoss.SquaredLogits);
        Keep(ref importance, importance is null ? own : options.AddsUp ? importance + own : importance * options.Mix + own * (1 - options.Mix));
        Keep(ref anchor, task.Weights);
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Vector("importance", ref importance);
        state.Vector("anchor", ref anchor);
    }
}
