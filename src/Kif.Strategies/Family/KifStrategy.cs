namespace Kif;

/// <summary>
/// Knowledge identification and fusion: a decomposer, an estimator and a fuser combined (algorithms.md 8). Between tasks it keeps one number per skill
/// unit, for any number of tasks, and the vectors that the fuser needs. The first task's weights are kept as trained; from the second on, the trained weights
/// are fused with those before the task.
/// </summary>
/// <param name="decomposer">Decomposes the model into units.</param>
/// <param name="estimator">Estimates importance from training steps.</param>
/// <param name="fuser">Fuses two sets of weights by importance.</param>
/// <param name="options">Aggregation and accumulation.</param>
internal sealed class KifStrategy(ISkillUnitDecomposer decomposer, IImportanceEstimator estimator, IKnowledgeFuser fuser, KifFamilyOptions options)
    : ContinualStrategy
{
    private SkillUnits? units;
    private ScoreScale? scale;
    private IImportanceTracker? tracker;
    private IReadOnlyList<string>? scored;
    private string? scoredKey;
    private Tensor? accumulated, accumulatedElements, initial;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.FinalWeights);

    /// <summary>The tracker of the task in training, or null between tasks.</summary>
    public IImportanceTracker? Tracker => tracker;

    /// <summary>The units of the current space.</summary>
    /// <exception cref="InvalidOperationException">No space is attached yet.</exception>
    public SkillUnits Units => units ?? throw new InvalidOperationException("no space is attached yet");

    /// <summary>The accumulated scores of all tasks so far, a copy; null before the first task ended.</summary>
    public UnitScores? Accumulated
    {
        get
        {
            using Tensor? here = accumulated?.cpu();
            return here is null ? null : new UnitScores(scored!, here.data<double>().ToArray());
        }
    }

    /// <summary>The fusion decision of the task that is ending, for later parts; null if nothing was fused.</summary>
    internal FusionExplanation? Decision { get; private set; }

    /// <inheritdoc/>
    public override void AttachSpace(in SpaceAttachment space)
    {
        units = decomposer.Decompose(space.Space);
        scale = new(options.Normalization, units);
    }

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task)
    {
        if (fuser.NeedsInitialWeights && initial is null) Keep(ref initial, task.InitialWeights);
        ReleaseTracker();
        Decision = null;
        tracker = estimator.Track(task);
        return new TaskPlan { NeedsPath = estimator.NeedsPath };
    }

    /// <inheritdoc/>
    public override StepOutcome AfterStep(in StepEnd step)
    {
        tracker!.Observe(step);
        return StepOutcome.Continue;
    }

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskEnd task)
    {
        UnitScores? whole = tracker!.ScoreUnits(task, Units);
        using Tensor? elements = whole is null || fuser.NeedsElementScores ? tracker.Score(task) : null;
        UnitScores scores = whole ?? Units.Reduce(elements!, options.Aggregation);
        // Scores that are equal on purpose are no fault.
        bool warns = estimator is not ConstantImportance;
        string? flat = warns ? ScoreWarnings.OfTask(tracker, scores.Values, fuser.NeedsElementScores ? elements : null) : null;
        ReleaseTracker();
        double[] p = scale!.Of(scores.Values);
        if (Accumulated is not { } old)
        {
            StoreScores(scale.KeepsRaw ? scores : new UnitScores(scores.Units, p), fuser.NeedsElementScores ? elements : null);
            return new TaskOutcome(Explanation: FusionReport.Of(new(task.Task, Units.Names, p, [], []), Units)) { Warnings = ScoreWarnings.Of(flat, null, []) };
        }
        UnitScores before = old.InOrderOf(scores.Units);
        string? flatBefore = warns ? ScoreWarnings.OfEarlier(before.Values, fuser.NeedsElementScores ? accumulatedElements : null) : null;
        double[] q = scale.Again(before.Values);
        Fusion fusion = fuser.Fuse(new FusionInput
        {
            Units = Units, Current = p, Accumulated = q, RawCurrent = scores, RawAccumulated = before, PreviousWeights = task.Start,
            CurrentWeights = task.Weights, CurrentElementScores = fuser.NeedsElementScores ? elements : null,
            AccumulatedElementScores = accumulatedElements, InitialWeights = initial,
        });
        StoreScores(new UnitScores(scores.Units, scale.Accumulate(p, q, options.Accumulation)), fuser.NeedsElementScores
            ? fuser.AccumulateElementScores(accumulatedElements!, elements!) : null);
        Decision = new(task.Task, Units.Names, p, q, fusion.Coefficients);
        return new TaskOutcome(UnitFusion.Apply(Units, task.Start, task.Weights, fusion, options.OutsideUnits), Explanation: FusionReport.Of(Decision, Units))
        {
            Warnings = ScoreWarnings.Of(flat, flatBefore, fusion.Coefficients),
        };
    }

    /// <inheritdoc/>
    public override void AfterTask(in TaskFinished task) => Decision = null;

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        // The units themselves follow from the space; the key of their names suffices to reject scores of other units.
        string? key = accumulated is null ? null : scoredKey;
        Tensor? before = accumulated;
        state.Value("units", ref key);
        state.Tensor("accumulated", ref accumulated);
        state.Vector("entries", ref accumulatedElements);
        state.Vector("initial", ref initial);
        if (accumulated is not null && !ReferenceEquals(accumulated, before)) CheckResumedScores(key);
        bool tracking = tracker is not null;
        state.Value("tracking", ref tracking);
        if (!tracking) ReleaseTracker();
        if (tracker is not null) state.Child("tracker", tracker);
    }

    private void ReleaseTracker()
    {
        tracker?.Visit(new StateDisposal());
        tracker = null;
    }

    private void CheckResumedScores(string? key)
    {
        if (key != Units.Key || accumulated!.dtype != ScalarType.Float64 || accumulated.NumberOfElements != Units.Count)
            throw new InvalidDataException("the saved scores belong to other skill units than this model has");
        (scored, scoredKey) = (Units.Names, key);
    }

    private void StoreScores(UnitScores scores, Tensor? elements)
    {
        using Tensor values = torch.tensor(scores.Values.ToArray());
        Keep(ref accumulated, values);
        (scored, scoredKey) = (scores.Units, scores.Key);
        if (elements is not null) Keep(ref accumulatedElements, elements.to_type(Units.Space.DType));
    }
}

/// <summary>Shortens the explanation of a fusion for reports: means per trainable tensor where there are too many units to list.</summary>
internal static class FusionReport
{
    /// <summary>The maximum number of units that are listed.</summary>
    public const int MostUnits = 20_000;

    /// <summary>The number of equal parts of 0 to 1 in which the coefficients of a summary are counted.</summary>
    public const int Parts = 50;

    /// <summary>Returns the explanation, or its means.</summary>
    /// <param name="whole">One number per unit in each list.</param>
    /// <param name="units">The units.</param>
    public static FusionExplanation Of(FusionExplanation whole, SkillUnits units)
    {
        if (units.Count <= MostUnits) return whole;
        using var scope = torch.NewDisposeScope();
        using Tensor inside = units.Spread([.. Enumerable.Repeat(1.0, units.Count)], 0);
        ParameterInfo[] named = [.. units.Space.Parameters.Where(p => Sum(inside, p) > 0)];
        double Sum(Tensor vector, ParameterInfo p) => units.Space.View(vector, p).sum(ScalarType.Float64).ToDouble();
        double[] Means(IReadOnlyList<double> values)
        {
            if (values.Count == 0) return [];
            using Tensor spread = units.Spread([.. values], 0);
            return [.. named.Select(p => Sum(spread, p) / Sum(inside, p))];
        }
        return new(whole.Task, [.. named.Select(p => p.Name)], Means(whole.Current), Means(whole.Accumulated), Means(whole.Coefficients))
        {
            SummaryOf = units.Count, CoefficientCounts = whole.Coefficients.Count > 0 ? Counts(whole.Coefficients) : null,
        };
    }

    /// <summary>Counts values in equal parts of 0 to 1; what lies outside is in the nearest part, NaN in none.</summary>
    private static int[] Counts(IReadOnlyList<double> values)
    {
        int[] counts = new int[Parts];
        foreach (double v in values.Where(v => !double.IsNaN(v))) counts[(int)Math.Clamp(v * Parts, 0, Parts - 1)]++;
        return counts;
    }
}
