namespace Kif;

/// <summary>
/// The quadratic penalty of EWC, SI, MAS and L2 on each element's distance from its value after earlier tasks, weighted by an importance estimator
/// (algorithms.md 10.6, 10.7). Inactive in the first task. Memory does not grow with the number of tasks.
/// </summary>
/// <param name="name">The part's name, for messages.</param>
/// <param name="estimator">Estimates the importance to each task.</param>
/// <param name="settings">Strength, treatment of several tasks and timing.</param>
internal sealed class ImportancePenalty(string name, IImportanceEstimator estimator, ImportancePenaltySettings settings) : ContinualStrategy
{
    private readonly AnchorSpaceCheck home = new(name);
    // An importance of 1 everywhere, that of the last task alone, is not stored.
    private readonly bool uniform = estimator is ConstantImportance && settings is { Separate: false, OldShare: 0 };
    private IImportanceTracker? tracker;
    private Tensor? score, importance, anchor, rest;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(AnchorsToPreviousWeights: true);

    /// <inheritdoc/>
    /// <exception cref="CompositionException">The space has changed since an earlier task.</exception>
    public override void AttachSpace(in SpaceAttachment space) => home.Check(space.Space, anchor);

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task)
    {
        if (settings.Factor == 0 || uniform) return TaskPlan.Default;
        ReleaseTracker();
        tracker = estimator.Track(task);
        return new TaskPlan { NeedsPath = estimator.NeedsPath };
    }

    /// <inheritdoc/>
    public override Tensor? Penalty(in PenaltyInput step)
    {
        if (settings.Factor == 0 || anchor is null) return null;
        Tensor sum = QuadraticPenalty.Sum(step.Weights, anchor, settings.Cap > 0 ? importance?.clamp_max(settings.Cap) : importance);
        return (rest is null ? sum : sum + rest.to_type(sum.dtype)) * settings.Factor;
    }

    /// <inheritdoc/>
    public override StepOutcome AfterStep(in StepEnd step)
    {
        tracker?.Observe(step);
        return StepOutcome.Continue;
    }

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskEnd task)
    {
        if (tracker is null || !settings.AtTrainedWeights) return TaskOutcome.Keep;
        Keep(ref score, tracker.Score(task with { Weights = task.Trained }));
        ReleaseTracker();
        return TaskOutcome.Keep;
    }

    /// <inheritdoc/>
    public override void AfterTask(in TaskFinished task)
    {
        if (settings.Factor == 0) return;
        if (uniform) Keep(ref anchor, task.Weights);
        else Add((score ?? ScoreFinal(task)).to_type(task.Weights.dtype), task.Weights);
        score?.Dispose();
        score = null;
        ReleaseTracker();
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Vector("importance", ref importance);
        state.Vector("anchor", ref anchor);
        state.Tensor("rest", ref rest);
        state.Vector("score", ref score);
        // A task whose importance is known already needs no tracker.
        if (score is not null) ReleaseTracker();
        if (tracker is not null) state.Child("tracker", tracker);
    }

    private Tensor ScoreFinal(in TaskFinished task) => tracker!.Score(new TaskEnd
    {
        Task = task.Task, Index = task.Index, Start = task.Start, Weights = task.Weights, Train = task.Train, Memory = task.Memory, Passes = task.Passes,
        Random = task.Random,
    });

    /// <summary>Adds a task's quadratic to the earlier ones: Σ_t Ω^t(θ−θ*_t)² merged exactly, or Ω ← a·Ω + b·Ω^k around the last task's weights.</summary>
    /// <exception cref="CompositionException">There is a term per task, and an importance is negative.</exception>
    private void Add(Tensor own, Tensor weights)
    {
        if (settings.Separate && own.lt(0).any().ToBoolean())
            throw new CompositionException(
                $"'{name}' keeps a term per task, which needs importance that is not negative, and the estimator gave a negative one; allowed: online=true");
        if (importance is not null && settings.Separate)
        {
            (own, weights, Tensor constant) = QuadraticPenalty.Merge(importance, anchor!, own, weights);
            Keep(ref rest, rest is null ? constant : rest + constant);
        }
        else if (importance is not null) own = importance * settings.OldShare + own * settings.NewShare;
        Keep(ref importance, own);
        Keep(ref anchor, weights);
    }

    private void ReleaseTracker()
    {
        tracker?.Visit(new StateDisposal());
        tracker = null;
    }
}

/// <summary>Strength, treatment of several tasks and timing of a penalty.</summary>
internal sealed record ImportancePenaltySettings
{
    /// <summary>The factor on the weighted sum of squares, λ or λ/2; 0 disables the penalty and its cost.</summary>
    public required double Factor { get; init; }

    /// <summary>Whether each task has a quadratic term of its own around its final weights; stored exactly as their sum. Default: one term for all.</summary>
    public bool Separate { get; init; }

    /// <summary>One term: the factor on the importance of earlier tasks. Default: 1.</summary>
    public double OldShare { get; init; } = 1;

    /// <summary>One term: the factor on a task's own importance, from the second task on. Default: 1.</summary>
    public double NewShare { get; init; } = 1;

    /// <summary>The maximum importance of an element in the penalty. Default: 0, no limit.</summary>
    public double Cap { get; init; }

    /// <summary>
    /// Whether importance is measured where training ended, before parts decide and post-task phases run. Default: false, at the task's final weights.
    /// </summary>
    public bool AtTrainedWeights { get; init; }
}

/// <summary>Sums of weighted squares (algorithms.md 10.6, 10.7).</summary>
internal static class QuadraticPenalty
{
    /// <summary>Computes Σ importance · (weights − anchor)², a differentiable scalar.</summary>
    /// <param name="weights">[elements], differentiable.</param>
    /// <param name="anchor">[elements].</param>
    /// <param name="importance">[elements]; null for 1 everywhere.</param>
    public static Tensor Sum(Tensor weights, Tensor anchor, Tensor? importance)
    {
        Tensor square = (weights - anchor).square();
        return (importance is null ? square : square * importance).sum();
    }

    /// <summary>
    /// Merges two such terms: F₁(θ−μ₁)² + F₂(θ−μ₂)² = (F₁+F₂)(θ−μ)² + F₁F₂/(F₁+F₂)·(μ₁−μ₂)² with μ the weighted mean of the anchors. Exact, and no large
    /// numbers cancel out (algorithms.md 10.6, storage tip). Where both importances are 0 the anchor is irrelevant and unchanged.
    /// </summary>
    /// <returns>F₁+F₂ and μ, [elements], and the sum of the constant parts, float64 scalar.</returns>
    public static (Tensor Importance, Tensor Anchor, Tensor Constant) Merge(Tensor importance1, Tensor anchor1, Tensor importance2, Tensor anchor2)
    {
        Tensor total = importance1 + importance2;
        Tensor share = torch.where(total.gt(0), importance2 / total, torch.zeros_like(total));
        Tensor rest = (importance1 * share).to_type(ScalarType.Float64).mul((anchor1 - anchor2).to_type(ScalarType.Float64).square()).sum();
        return (total, torch.lerp(anchor1, anchor2, share), rest);
    }
}
