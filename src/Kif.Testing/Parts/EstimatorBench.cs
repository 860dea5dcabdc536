namespace Kif.Testing;

/// <summary>A strategy that runs an estimator as the KIF family does and inspects it at the end of each task.</summary>
internal sealed class EstimatorBench(IImportanceEstimator estimator, EstimatorBench.Look look) : ContinualStrategy
{
    private SkillUnits? units;
    private IImportanceTracker? tracker;

    /// <summary>Inspects the tracker of a finished task.</summary>
    public delegate void Look(IImportanceTracker tracker, SkillUnits units, in TaskCompleted task);

    public override void Attach(in SpaceAttached space) => units = new(space.Space, [.. space.Space.Parameters.Select((p, i) => new SkillUnit(p.Name, [UnitPart.Of(i)]))]);

    public override TaskPlan BeginTask(in TaskStarting task)
    {
        tracker?.Visit(new StateDisposal());
        tracker = estimator.Track(new TrackingStarted(units!.Space, task.Weights.device, task.Random));
        return new() { NeedsPath = estimator.NeedsPath };
    }

    public override GradientOutcome AdjustGradients(in GradientsReady step)
    {
        tracker!.Observe(step);
        return GradientOutcome.Unchanged;
    }

    public override StepOutcome AfterStep(in StepCompleted step)
    {
        tracker!.Observe(step);
        return StepOutcome.Continue;
    }

    public override TaskOutcome EndTask(in TaskCompleted task)
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
