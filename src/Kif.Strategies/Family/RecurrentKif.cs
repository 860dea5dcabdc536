using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Recurrent-KIF: after every Q steps on the task, M steps on replay examples; then both moves since the last merge are merged element by element by
/// importance to each (algorithms.md 9.2). The first task, and every task without replay examples, is trained plainly. Between tasks it keeps only the replay
/// buffer.
/// </summary>
/// <param name="options">Steps, importance, merge rule and outer optimizer.</param>
internal sealed class RecurrentKifStrategy(RecurrentKifOptions options) : ContinualStrategy
{
    private IReadOnlyList<Example> memory = [];
    private ParameterSpace? space;
    private SensitivityTracker? inner, outer;
    private Tensor? anchor;
    private RecurrentCounts counts = new();

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.StepWeights | StrategyEffects.Phases | StrategyEffects.Memory);

    /// <summary>The importance to the task since the last merge; null outside tasks with replay.</summary>
    public SensitivityTracker? Inner => inner;

    /// <summary>The importance to replay examples since the task began; null outside tasks with replay.</summary>
    public SensitivityTracker? Outer => outer;

    /// <inheritdoc/>
    public override void AttachSpace(in SpaceAttachment space) => this.space = space.Space;

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task)
    {
        Release();
        memory = [.. task.Memory.Select(m => m.Example)];
        return TaskPlan.Default;
    }

    /// <inheritdoc/>
    public override GradientOutcome AdjustGradients(in GradientInput step)
    {
        // The first gradients of a task belong to the weights from which it actually starts.
        if (memory.Count > 0 && anchor is null && step.Position.Phase is null)
        {
            Keep(ref anchor, step.Weights);
            (inner, outer) = (Track(step.Weights.device), Track(step.Weights.device));
        }
        return GradientOutcome.Unchanged;
    }

    /// <inheritdoc/>
    public override StepOutcome AfterStep(in StepEnd step)
    {
        if (anchor is null) return StepOutcome.Continue;
        if (step.Position.Phase is null) counts.Step();
        (step.Position.Phase is null ? inner! : outer!).Observe(step);
        return step.Position.Phase is null && (step.Position.Step + 1) % options.InnerSteps == 0
            ? new StepOutcome(Phase: new("memory", memory)
            {
                Draws = options.OuterSteps, BatchSize = options.OuterBatchSize, LearningRateScale = options.OuterLearningRateScale,
                Replacement = options.OuterReplacement ?? options.Profile != MethodProfile.OfficialCode,
                Optimizer = options.OuterOptimizer ?? (options.Profile == MethodProfile.OfficialCode ? PhaseOptimizer.Shared : PhaseOptimizer.Named),
            })
            : StepOutcome.Continue;
    }

    /// <inheritdoc/>
    public override Tensor? AfterPhase(in PhaseEnd phase)
    {
        Tensor now = inner!.Score(), before = outer!.Score();
        counts.Merge(now, before);
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
    public override TaskOutcome EndTask(in TaskEnd task)
    {
        IReadOnlyList<string> warnings = anchor is null ? [] : ScoreWarnings.Of(counts, options.InnerSteps);
        Release();
        return new TaskOutcome { Warnings = warnings };
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Vector("anchor", ref anchor);
        if (anchor is not null && inner is null) (inner, outer) = (Track(anchor.device), Track(anchor.device));
        if (inner is not null) state.Child("inner", inner);
        if (outer is not null) state.Child("outer", outer);
        if (anchor is not null) state.Child("counts", counts);
    }

    private void Release()
    {
        Visit(new StateDisposal());
        (inner, outer, memory, counts) = (null, null, [], new());
    }

    /// <summary>Creates a tracker of first order that, unlike in KIF, skips no step (algorithms.md 9.2).</summary>
    private SensitivityTracker Track(Device device)
    {
        double beta = options.Profile == MethodProfile.Paper ? 0.55 : 0.85;
        return new(SensitivityOrder.First, new() { Beta1 = options.Beta1 ?? beta, Beta2 = options.Beta2 ?? beta, WarmupSteps = -1 }, space!, device);
    }
}

/// <summary>Options of Recurrent-KIF (algorithms.md 9). Null means: by profile.</summary>
public sealed class RecurrentKifOptions
{
    /// <summary>The variant, where paper and code differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>Q, the number of steps on the task between two merges. Default: 8.</summary>
    [Range(1, int.MaxValue)]
    public int InnerSteps { get; set; } = 8;

    /// <summary>M, the number of steps on replay examples before each merge. Default: 4.</summary>
    [Range(1, int.MaxValue)]
    public int OuterSteps { get; set; } = 4;

    /// <summary>Replay examples per outer step; null takes the run's batch size. Default: null.</summary>
    [Range(1, 65_536)]
    public int? OuterBatchSize { get; set; }

    /// <summary>
    /// Whether an outer batch may have a replay example several times; without replacement it has at most the whole memory. Default: true (OfficialCode:
    /// false).
    /// </summary>
    public bool? OuterReplacement { get; set; }

    /// <summary>The quantile of all elements above which a score is important. Default: 0.8.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.6, 0.95)]
    public double Quantile { get; set; } = 0.8;

    /// <summary>β₁, the smoothing factor of the sensitivity. Default: 0.85 (Paper: 0.55).</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? Beta1 { get; set; }

    /// <summary>β₂, the smoothing factor of the uncertainty. Default: 0.85 (Paper: 0.55).</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? Beta2 { get; set; }

    /// <summary>The merge rule of both phases' moves. Default: Code (Paper: Pruned).</summary>
    public RecurrentMerge? Merge { get; set; }

    /// <summary>τ, the temperature of the adaptive merge. Default: 0.25.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Temperature { get; set; } = 0.25;

    /// <summary>The optimizer moments of outer steps. Default: Named, their own throughout the task (OfficialCode: Shared, those of the task).</summary>
    public PhaseOptimizer? OuterOptimizer { get; set; }

    /// <summary>The factor on the task's current learning rate in outer steps. Default: 1.</summary>
    [Range(0.0, 1e6)]
    public double OuterLearningRateScale { get; set; } = 1;

    /// <summary>The replay buffer. Default: class-balanced, 2 % of every task (OfficialCode: with its rule for tasks with more classes than places).</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("class-balanced");
}

/// <summary>The element-wise merge rule of the inner and outer phases' moves (algorithms.md 9.2, 9.3, 9.5).</summary>
public enum RecurrentMerge
{
    /// <summary>
    /// The published code: 0.4 inner and 0.6 outer if both are important, one move alone if only it is important, half and half if neither is.
    /// </summary>
    Code,

    /// <summary>The paper as reported: every important side counts in full, even together; elements important to neither are reverted.</summary>
    Pruned,

    /// <summary>No thresholds: a two-way softmax of both scores, each min-max normalized over all elements.</summary>
    Adaptive,
}

/// <summary>The masks and merges of Recurrent-KIF on flat vectors (algorithms.md 9.2, 9.3, 9.5).</summary>
internal static class RecurrentMergeMath
{
    /// <summary>Merges two moves, m − start and end − m.</summary>
    /// <param name="start">θ_b, weights at the last merge.</param>
    /// <param name="middle">θ_in, weights after the inner steps.</param>
    /// <param name="end">Weights after the outer steps.</param>
    /// <param name="inner">Weight of the inner move per element.</param>
    /// <param name="outer">Weight of the outer move per element.</param>
    public static Tensor Merge(Tensor start, Tensor middle, Tensor end, Tensor inner, Tensor outer) =>
        start.add(middle.sub(start).mul_(inner)).add_(end.sub(middle).mul_(outer));

    /// <summary>Computes the weights of the inner and the outer move from the masks of important elements (algorithms.md 9.2 e, 9.3).</summary>
    /// <param name="inner">Bool: important to the task.</param>
    /// <param name="outer">Bool: important to memory.</param>
    /// <param name="prune">Whether elements important to neither are reverted and shared ones take both moves in full.</param>
    /// <param name="dtype">The data type of the result.</param>
    public static (Tensor Inner, Tensor Outer) ByMasks(Tensor inner, Tensor outer, bool prune, ScalarType dtype)
    {
        if (prune) return (inner.to_type(dtype), outer.to_type(dtype));
        Tensor Full(double value) => torch.full(inner.shape, value, dtype: dtype, device: inner.device);
        Tensor weight = torch.where(outer, torch.where(inner, Full(0.4), Full(0)), torch.where(inner, Full(1), Full(0.5)));
        return (weight, torch.ones_like(weight).sub_(weight));
    }

    /// <summary>
    /// Computes the two-way softmax of both scores, each min-max normalized over all elements; equal scores count as zero (algorithms.md 9.5, 5.4).
    /// </summary>
    public static (Tensor Inner, Tensor Outer) BySoftmax(Tensor inner, Tensor outer, double temperature, ScalarType dtype)
    {
        Tensor weight = ScoreMath.Normalize(inner).sub_(ScoreMath.Normalize(outer)).div_(temperature).sigmoid_().to_type(dtype);
        return (weight, torch.ones_like(weight).sub_(weight));
    }

    /// <summary>Returns true (bool) for scores strictly above the quantile of all elements (algorithms.md 9.2 d).</summary>
    public static Tensor Important(Tensor scores, double quantile) => scores.gt(ScoreMath.Quantile(scores, quantile));
}
