namespace Kif.Testing;

/// <summary>The checks of an importance estimator.</summary>
internal static class EstimatorChecks
{
    public static IReadOnlyList<PromiseCheck<PartUnderTest<IImportanceEstimator>>> All { get; } = PartChecks.With<IImportanceEstimator>(
        new("scores", "importance is a vector of the space, finite and not negative", Scores),
        new("scores-owned", "the scores belong to the caller", Owned, "scores"),
        new("example-order", "the order in which a task's examples are listed does not change their importance", Order, "scores"));

    private static void Scores(PartUnderTest<IImportanceEstimator> part) => Run(part, (tracker, units, in task) =>
    {
        using Tensor score = tracker.Score(task);
        if (score.dim() != 1 || score.shape[0] != task.Weights.shape[0] || (score.dtype != task.Weights.dtype && score.dtype != ScalarType.Float64))
            throw new ConformanceException(
                $"scored with {score.dtype} [{string.Join(", ", score.shape)}] where the space is {task.Weights.dtype} [{task.Weights.shape[0]}]");
        double[] values = Numbers(score);
        if (Array.FindIndex(values, v => !double.IsFinite(v) || v < 0) is >= 0 and var bad)
            throw new ConformanceException($"scored element {bad} of {values.Length} of '{task.Task}' as {values[bad]}");
        if (tracker.ScoreUnits(task, units) is { } whole && whole.Units.Count != units.Count)
            throw new ConformanceException($"scored {whole.Units.Count} units of {units.Count}");
    });

    private static void Owned(PartUnderTest<IImportanceEstimator> part) => Run(part, (tracker, units, in task) =>
    {
        using Tensor score = tracker.Score(task);
        if (HeldTensors.Sharing(tracker, score) is { } slot)
            throw new ConformanceException($"gave its own state '{slot}' as the scores, which the caller changes and frees");
    });

    private static void Order(PartUnderTest<IImportanceEstimator> part) => Run(part, (tracker, units, in task) =>
    {
        using Tensor one = tracker.Score(task);
        using Tensor other = tracker.Score(task with { Train = [.. Enumerable.Reverse(task.Train)], Random = task.Random.Copy() });
        double difference = (one - other).norm().ToDouble(), size = one.norm().ToDouble();
        if (difference > 1e-3 * (1e-12 + size))
            throw new ConformanceException(
                $"scored '{task.Task}' otherwise with its examples in reverse order: the scores differ by {difference:G3} of {size:G3}");
    });

    private static double[] Numbers(Tensor tensor)
    {
        using Tensor wide = tensor.to_type(ScalarType.Float64);
        return wide.data<double>().ToArray();
    }

    private static void Run(PartUnderTest<IImportanceEstimator> part, EstimatorHarness.Look look)
    {
        using var run = new ConformanceRun(part.Strategy, new() { Compose = () => new([new("bench", new EstimatorHarness(part.Create(), look))]) });
        run.Learn(0);
        run.Learn(1);
    }
}

/// <summary>A strategy that runs an estimator as the KIF family does and inspects it at the end of each task.</summary>
internal sealed class EstimatorHarness(IImportanceEstimator estimator, EstimatorHarness.Look look) : ContinualStrategy
{
    private SkillUnits? units;
    private IImportanceTracker? tracker;

    /// <summary>Inspects the tracker of a finished task.</summary>
    public delegate void Look(IImportanceTracker tracker, SkillUnits units, in TaskEnd task);

    public override void AttachSpace(in SpaceAttachment space) =>
        units = new(space.Space, [.. space.Space.Parameters.Select((p, i) => new SkillUnit(p.Name, [UnitPart.Of(i)]))]);

    public override TaskPlan BeforeTask(in TaskStart task)
    {
        tracker?.Visit(new StateDisposal());
        tracker = estimator.Track(task);
        return new() { NeedsPath = estimator.NeedsPath };
    }

    public override StepOutcome AfterStep(in StepEnd step)
    {
        tracker!.Observe(step);
        return StepOutcome.Continue;
    }

    public override TaskOutcome EndTask(in TaskEnd task)
    {
        look(tracker!, units!, task);
        tracker!.Visit(new StateDisposal());
        tracker = null;
        return TaskOutcome.Keep;
    }

    public override void Visit(IStateVisitor state)
    {
        if (tracker is not null) state.Child("tracker", tracker);
    }
}
