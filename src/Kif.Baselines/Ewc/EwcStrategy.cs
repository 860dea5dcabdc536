namespace Kif.Baselines;

/// <summary>
/// Elastic weight consolidation: penalizes each weight's distance from its value after earlier tasks, weighted by the Fisher information, i.e. by how much
/// they depend on it (spec 10.6). Inactive in the first task. Memory does not grow with the number of tasks in either mode.
/// </summary>
/// <param name="options">Strength, mode and estimation of the Fisher information.</param>
public sealed class EwcStrategy(EwcOptions options) : ContinualStrategy
{
    private readonly HomeSpace home = new("ewc");
    private Tensor? fisher, anchor, rest;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(TiesToPast: true);

    /// <inheritdoc/>
    /// <exception cref="CompositionException">The space has changed since an earlier task.</exception>
    public override void Attach(in SpaceAttached space) => home.Enter(space.Space, anchor);

    /// <inheritdoc/>
    public override Tensor? Penalty(in StepEnding step)
    {
        if (options.Lambda == 0 || fisher is null) return null;
        Tensor sum = QuadraticPull.Sum(step.Weights, anchor!, fisher);
        return (rest is null ? sum : sum + rest.to_type(sum.dtype)) * options.Factor;
    }

    /// <inheritdoc/>
    public override void Kept(in TaskKept task)
    {
        if (options.Lambda == 0) return;
        Tensor added = options.Pass.Over(task, options.Loss);
        if (options.Mode == EwcMode.Online) GoOn(added, task.Weights);
        else Merge(added, task.Weights);
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Vector("fisher", ref fisher);
        state.Vector("anchor", ref anchor);
        state.Tensor("rest", ref rest);
    }

    /// <summary>Updates F ← d·F + F^k and moves the anchor.</summary>
    private void GoOn(Tensor added, Tensor weights)
    {
        Keep(ref fisher, fisher is null ? added : fisher * options.Decay + added);
        Keep(ref anchor, weights);
    }

    /// <summary>Merges Σ_t F^t(θ−θ*_t)² into one quadratic and a constant.</summary>
    private void Merge(Tensor added, Tensor weights)
    {
        (Tensor Importance, Tensor Anchor, Tensor Constant) all = fisher is null
            ? (added, weights, torch.zeros([], dtype: ScalarType.Float64, device: weights.device))
            : QuadraticPull.Merge(fisher, anchor!, added, weights);
        Keep(ref rest, rest is null ? all.Constant : rest + all.Constant);
        Keep(ref fisher, all.Importance);
        Keep(ref anchor, all.Anchor);
    }
}
