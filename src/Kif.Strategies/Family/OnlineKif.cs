namespace Kif;

/// <summary>
/// KIF inside training: every Q steps the move since the last merge is weighed unit by unit, the importance to what is being learned against the importance
/// to what was learned before, and as much of it is kept as the fuser says. Where tasks have known ends, the importance to earlier tasks is that at their ends;
/// without, it is a moving average over all merges, and no end of a task is used (algorithms.md 9.6).
/// </summary>
/// <param name="decomposer">Decomposes the model into units.</param>
/// <param name="fuser">Decides unit by unit.</param>
/// <param name="options">Steps between merges, boundaries, importance and its memory.</param>
internal sealed class OnlineKifStrategy(ISkillUnitDecomposer decomposer, IKnowledgeFuser fuser, OnlineKifOptions options) : ContinualStrategy
{
    private SkillUnits? units;
    private ScoreScale? scale;
    private SensitivityTracker? tracker;
    private Tensor? accumulated, anchor;
    private int since;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.FinalWeights | StrategyEffects.StepWeights);

    /// <inheritdoc/>
    public override void AttachSpace(in SpaceAttachment space)
    {
        units = decomposer.Decompose(space.Space);
        scale = new(options.Normalization, units);
    }

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task)
    {
        if (options.Boundaries || tracker is null) Track(task.Weights.device);
        // Other parts may have changed the weights between tasks.
        Keep(ref anchor, task.Weights);
        since = 0;
        return TaskPlan.Default;
    }

    /// <inheritdoc/>
    public override StepOutcome AfterStep(in StepEnd step)
    {
        tracker!.Observe(step);
        if (++since < options.EverySteps) return StepOutcome.Continue;
        Tensor? merged = Merge(step.Weights);
        Keep(ref anchor, merged ?? step.Weights);
        since = 0;
        return new StepOutcome(merged);
    }

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskEnd task)
    {
        using Tensor elements = tracker!.Score();
        UnitScores raw = units!.Reduce(elements, options.Aggregation);
        string? flat = ScoreWarnings.OfTask(tracker, raw.Values, null);
        double[] now = scale!.Of(raw.Values);
        (Fusion? fusion, double[] before) = Decide(now, task.Weights);
        // A task takes the steps since its last merge with it, as many as they are.
        Tensor? merged = fusion is null || since == 0 ? null : UnitFusion.Apply(units, anchor!, task.Weights, fusion, options.OutsideUnits);
        if (options.Boundaries) Accumulate(now, options.Accumulation);
        Release();
        return new TaskOutcome(merged, Explanation: FusionReport.Of(new(task.Task, units.Names, now, before, fusion?.Coefficients ?? []), units))
            { Warnings = ScoreWarnings.Of(flat, null, fusion?.Coefficients ?? []) };
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        string? key = accumulated is null ? null : units!.Key;
        Tensor? kept = accumulated;
        state.Value("units", ref key);
        state.Tensor("accumulated", ref accumulated);
        if (accumulated is not null && !ReferenceEquals(accumulated, kept)
            && (key != units!.Key || accumulated.dtype != ScalarType.Float64 || accumulated.NumberOfElements != units.Count))
            throw new InvalidDataException("the saved scores belong to other skill units than this model has");
        state.Vector("anchor", ref anchor);
        state.Value("since", ref since);
        bool tracking = tracker is not null;
        state.Value("tracking", ref tracking);
        // Whoever reads the state brings the tracker's tensors, on their device.
        if (tracking && tracker is null) Track(torch.CPU);
        if (tracker is not null) state.Child("tracker", tracker);
        if (!tracking) Forget();
    }

    /// <summary>Merges the move since the last merge; null while nothing was learned before.</summary>
    private Tensor? Merge(Tensor weights)
    {
        using Tensor elements = tracker!.Score();
        double[] now = scale!.Of(units!.Reduce(elements, options.Aggregation).Values);
        (Fusion? fusion, _) = Decide(now, weights);
        if (!options.Boundaries) Accumulate(now, options.MergeAccumulation);
        return fusion is null ? null : UnitFusion.Apply(units, anchor!, weights, fusion, options.OutsideUnits);
    }

    /// <summary>Lets the fuser decide between scores of now and of before; null while nothing was learned before.</summary>
    private (Fusion? Fusion, double[] Before) Decide(double[] now, Tensor weights)
    {
        if (accumulated is null) return (null, []);
        double[] before = scale!.Again(Values(accumulated));
        return (fuser.Fuse(new FusionInput
        {
            Units = units!, Current = now, Accumulated = before, RawCurrent = new(units!.Names, now), RawAccumulated = new(units.Names, before),
            PreviousWeights = anchor!, CurrentWeights = weights,
        }), before);
    }

    private void Accumulate(double[] now, double keep)
    {
        double[] mixed = accumulated is null ? now : scale!.Accumulate(now, scale.Again(Values(accumulated)), keep);
        using Tensor values = torch.tensor(mixed);
        Keep(ref accumulated, values);
    }

    private static double[] Values(Tensor scores)
    {
        using Tensor here = scores.cpu();
        return here.data<double>().ToArray();
    }

    private void Track(Device device)
    {
        Forget();
        tracker = new(options.Order, new() { Beta1 = options.Beta1, Beta2 = options.Beta2 }, units!.Space, device);
    }

    private void Forget()
    {
        tracker?.Visit(new StateDisposal());
        tracker = null;
    }

    private void Release()
    {
        anchor?.Dispose();
        (anchor, since) = (null, 0);
        if (options.Boundaries) Forget();
    }
}
