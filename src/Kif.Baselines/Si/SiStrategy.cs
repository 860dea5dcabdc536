namespace Kif.Baselines;

/// <summary>
/// Synaptic intelligence: penalizes each element's distance from its value after the last task, weighted by its contribution to lowering the loss along its
/// path through the tasks (spec 10.7). Inactive in the first task. Needs no extra pass over data.
/// </summary>
/// <param name="options">Strength, and conversion of the path integral to importance.</param>
public sealed class SiStrategy(SiOptions options) : ContinualStrategy
{
    private readonly HomeSpace home = new("si");
    private Tensor? path, reached, cumulative, anchor;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(TiesToPast: true);

    /// <inheritdoc/>
    /// <exception cref="CompositionException">The space has changed since an earlier task.</exception>
    public override void Attach(in SpaceAttached space) => home.Enter(space.Space, anchor);

    /// <inheritdoc/>
    public override TaskPlan BeginTask(in TaskStarting task) => options.Lambda == 0 ? TaskPlan.Default : new() { NeedsPath = true };

    /// <inheritdoc/>
    public override Tensor? Penalty(in StepEnding step)
    {
        if (options.Lambda == 0 || anchor is null) return null;
        Tensor importance = options.Limit > 0 ? cumulative!.clamp_max(options.Limit) : cumulative!;
        return QuadraticPull.Sum(step.Weights, anchor, importance) * options.Factor;
    }

    /// <inheritdoc/>
    public override StepOutcome AfterStep(in StepCompleted step)
    {
        if (options.Lambda == 0) return StepOutcome.Continue;
        Tensor gradients = options.PathOfTotal ? step.Gradients / step.ClippingFactor : step.TaskGradients!;
        if (path is null) Keep(ref path, torch.zeros_like(step.Weights));
        path!.addcmul_(gradients, step.Weights - step.PreviousWeights!, -1);
        Keep(ref reached, step.Weights);
        return StepOutcome.Continue;
    }

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskCompleted task)
    {
        if (path is null) return TaskOutcome.Keep;
        // The path ends where training ended, regardless of the weights that a part of the composition then keeps.
        Tensor added = Importance(options.Signed ? path : path.clamp_min(0), reached! - task.Start, options.Xi);
        Keep(ref cumulative, cumulative is null ? added : cumulative + added);
        path.Dispose();
        reached!.Dispose();
        (path, reached) = (null, null);
        return TaskOutcome.Keep;
    }

    /// <inheritdoc/>
    public override void Kept(in TaskKept task)
    {
        if (cumulative is not null) Keep(ref anchor, task.Weights);
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Vector("path", ref path);
        state.Vector("reached", ref reached);
        state.Vector("cumulative", ref cumulative);
        state.Vector("anchor", ref anchor);
    }

    /// <summary>Computes ω / ((Δθ)² + ξ), element by element.</summary>
    private static Tensor Importance(Tensor path, Tensor moved, double xi) => path / (moved.square() + xi);
}
