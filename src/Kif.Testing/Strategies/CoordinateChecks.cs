namespace Kif.Testing;

/// <summary>The check of coordinates that a strategy trains in place of the weights.</summary>
internal static class CoordinateChecks
{
    // Of the largest element: rounding of products of a few hundred terms in float32.
    private const double Rounding = 1e-4;

    public static void Check(StrategyUnderTest strategy)
    {
        string? wrong = null;
        StrategyComposition Judged(StrategyComposition composition) => new(
            [.. composition.Parts.Select(p => new StrategyPart(p.Name, new PlanWrapper(p.Strategy, c => new JudgedCoordinates(p.Name, c, w => wrong ??= w))))],
            composition.Buffer, composition.Trains);
        try
        {
            RunTrace.OfThreeTasks(strategy, new() { Wrap = Judged });
        }
        catch (Exception) when (wrong is not null)
        {
            // A consequence of what is reported itself.
        }
        if (wrong is not null) throw new ConformanceException(wrong);
    }

    private static bool Near(Tensor one, Tensor other)
    {
        using var scope = torch.NewDisposeScope();
        using var off = torch.no_grad();
        return one.shape.SequenceEqual(other.shape)
            && (one - other).abs().max().ToDouble() <= Rounding * Math.Max(1e-30, other.abs().max().ToDouble());
    }

    private sealed class JudgedCoordinates(string part, IWeightCoordinates inner, Action<string> report) : IWeightCoordinates
    {
        public ParameterSpace Space => inner.Space;

        public bool ProjectsSteps => inner.ProjectsSteps;

        public Tensor Begin(Tensor weights)
        {
            Tensor start = inner.Begin(weights);
            if (!Near(inner.Weights(weights, start), weights))
                report($"gave coordinates of a task's start whose weights are not those of the start (part '{part}')");
            return start;
        }

        public Tensor Weights(Tensor start, Tensor coordinates) => inner.Weights(start, coordinates);

        public Tensor Project(Tensor gradients)
        {
            Tensor once = inner.Project(gradients);
            if (!Near(inner.Project(once), once)) report($"projected gradients of coordinates again, and got others than the first time (part '{part}')");
            return once;
        }

        public void Dispose() => inner.Dispose();
    }
}

/// <summary>A part whose coordinates are wrapped; all else is its own.</summary>
internal sealed class PlanWrapper(ContinualStrategy inner, Func<IWeightCoordinates, IWeightCoordinates> wrap) : ContinualStrategy
{
    public override StrategyTraits Traits => inner.Traits;

    public override void AttachSpace(in SpaceAttachment space) => inner.AttachSpace(space);

    public override TaskPlan BeforeTask(in TaskStart task) => Wrapped(inner.BeforeTask(task), wrap);

    public override Tensor? Loss(in LossInput pass) => inner.Loss(pass);

    public override Tensor? Penalty(in PenaltyInput step) => inner.Penalty(step);

    public override GradientOutcome AdjustGradients(in GradientInput step) => inner.AdjustGradients(step);

    public override StepOutcome AfterStep(in StepEnd step) => inner.AfterStep(step);

    public override Tensor? AfterPhase(in PhaseEnd phase) => inner.AfterPhase(phase);

    public override TaskOutcome EndTask(in TaskEnd task) => inner.EndTask(task);

    public override void AfterTask(in TaskFinished task) => inner.AfterTask(task);

    public override Tensor? WeightsFor(string task) => inner.WeightsFor(task);

    public override void Visit(IStateVisitor state) => inner.Visit(state);

    /// <summary>Returns a plan with its coordinates wrapped; the plan itself if it has none.</summary>
    public static TaskPlan Wrapped(TaskPlan plan, Func<IWeightCoordinates, IWeightCoordinates> wrap) =>
        plan is { Coordinates: { } coordinates } ? plan with { Coordinates = wrap(coordinates) } : plan;
}
