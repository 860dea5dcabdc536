namespace Kif.Strategies;

/// <summary>
/// Recurrent-KIF: after every Q steps on the task, M steps on replay examples; then both moves since the last merge are merged element by element by
/// importance to each (spec 9.2). The first task, and every task without replay examples, is trained plainly. Between tasks it keeps only the replay buffer.
/// </summary>
/// <param name="options">Steps, importance, merge rule and outer optimizer.</param>
public sealed class RecurrentKifStrategy(RecurrentKifOptions options) : ContinualStrategy
{
    private IReadOnlyList<Example> memory = [];
    private ParameterSpace? space;
    private SensitivityTracker? inner, outer;
    private Tensor? anchor;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.StepWeights | StrategyEffects.Phases | StrategyEffects.Memory);

    /// <summary>The importance to the task since the last merge; null outside tasks with replay.</summary>
    public SensitivityTracker? Inner => inner;

    /// <summary>The importance to replay examples since the task began; null outside tasks with replay.</summary>
    public SensitivityTracker? Outer => outer;

    /// <inheritdoc/>
    public override void Attach(in SpaceAttached space) => this.space = space.Space;

    /// <inheritdoc/>
    public override TaskPlan BeginTask(in TaskStarting task)
    {
        Release();
        memory = [.. task.Memory.Select(m => m.Example)];
        return TaskPlan.Default;
    }

    /// <inheritdoc/>
    public override GradientOutcome AdjustGradients(in GradientsReady step)
    {
        // The first gradients of a task belong to the weights from which it actually starts.
        if (memory.Count > 0 && anchor is null)
        {
            Keep(ref anchor, step.Weights);
            (inner, outer) = (Track(step.Weights.device), Track(step.Weights.device));
        }
        return GradientOutcome.Unchanged;
    }

    /// <inheritdoc/>
    public override StepOutcome AfterStep(in StepCompleted step)
    {
        if (anchor is null) return StepOutcome.Continue;
        (step.Position.Phase is null ? inner! : outer!).Observe(step);
        return step.Position.Phase is null && (step.Position.Step + 1) % options.InnerSteps == 0
            ? new StepOutcome(Phase: new("memory", memory)
            {
                Draws = options.OuterSteps, BatchSize = options.OuterBatch, LearningRateScale = options.OuterLrScale,
                Optimizer = options.Outer ?? (options.Profile == MethodProfile.OfficialCode ? PhaseOptimizer.Shared : PhaseOptimizer.Named),
            })
            : StepOutcome.Continue;
    }

    /// <inheritdoc/>
    public override Tensor? AfterPhase(in PhaseCompleted phase)
    {
        Tensor now = inner!.Score(), before = outer!.Score();
        RecurrentMerge rule = options.Merge ?? (options.Profile == MethodProfile.Paper ? RecurrentMerge.Pruned : RecurrentMerge.Code);
        (Tensor ofTask, Tensor ofMemory) = rule == RecurrentMerge.Adaptive
            ? RecurrentMergeMath.BySoftmax(now, before, options.Temperature, space!.DType)
            : RecurrentMergeMath.ByMasks(RecurrentMergeMath.Important(now, options.Quantile), RecurrentMergeMath.Important(before, options.Quantile),
                rule == RecurrentMerge.Pruned, space!.DType);
        Tensor merged = RecurrentMergeMath.Merge(anchor!, phase.Before, phase.Weights, ofTask, ofMemory);
        Keep(ref anchor, merged);
        inner!.Visit(new StateDisposal());
        inner = Track(merged.device);
        return merged;
    }

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskCompleted task)
    {
        Release();
        return TaskOutcome.Keep;
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Vector("anchor", ref anchor);
        if (anchor is not null && inner is null) (inner, outer) = (Track(anchor.device), Track(anchor.device));
        if (inner is not null) state.Child("inner", inner);
        if (outer is not null) state.Child("outer", outer);
    }

    private void Release()
    {
        Visit(new StateDisposal());
        (inner, outer, memory) = (null, null, []);
    }

    /// <summary>Creates a tracker of first order that, unlike in KIF, skips no step (spec 9.2).</summary>
    private SensitivityTracker Track(Device device)
    {
        double beta = options.Profile == MethodProfile.Paper ? 0.55 : 0.85;
        return new(SensitivityOrder.First, new() { Beta1 = options.Beta1 ?? beta, Beta2 = options.Beta2 ?? beta, WarmupSteps = -1 }, space!, device);
    }
}
