namespace Kif.Baselines;

/// <summary>
/// The L2 penalty on the distance from the previous task's final weights: (λ/2)·Σ(θ−θ*)², EWC with all importances 1 (spec 10.6). Inactive in the first task.
/// </summary>
/// <param name="options">Strength and factor.</param>
public sealed class L2Strategy(L2Options options) : ContinualStrategy
{
    private readonly HomeSpace home = new("l2");
    private Tensor? anchor;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(TiesToPast: true);

    /// <inheritdoc/>
    /// <exception cref="CompositionException">The space has changed since an earlier task.</exception>
    public override void Attach(in SpaceAttached space) => home.Enter(space.Space, anchor);

    /// <inheritdoc/>
    public override Tensor? Penalty(in StepEnding step) =>
        options.Lambda == 0 || anchor is null ? null : QuadraticPull.Sum(step.Weights, anchor, null) * (options.Half ? options.Lambda / 2 : options.Lambda);

    /// <inheritdoc/>
    public override void Kept(in TaskKept task)
    {
        if (options.Lambda > 0) Keep(ref anchor, task.Weights);
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state) => state.Vector("anchor", ref anchor);
}
