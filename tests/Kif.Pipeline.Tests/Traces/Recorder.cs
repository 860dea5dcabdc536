namespace Kif.Pipeline.Tests.Traces;

/// <summary>Stands in front of a KIF part and notes what the reference noted: weights after steps, moving averages and raw scores.</summary>
internal sealed class Recorder(KifStrategy? kif, ISkillUnitDecomposer? decomposer, UnitAggregation aggregation) : ContinualStrategy
{
    private ParameterSpace? space;

    public Dictionary<(int Task, int Step), Tensor> Weights { get; } = [];

    public Dictionary<int, (Tensor Sensitivity, Tensor Uncertainty, double[] Scores)> Importance { get; } = [];

    public override void AttachSpace(in SpaceAttachment attached) => space = attached.Space;

    public override StepOutcome AfterStep(in StepEnd step)
    {
        Weights[(step.Position.TaskIndex, step.Position.Step)] = step.Weights.clone().DetachFromDisposeScope();
        return StepOutcome.Continue;
    }

    public override TaskOutcome EndTask(in TaskEnd task)
    {
        if (kif?.Tracker is SensitivityTracker tracker)
            Importance[task.Index] = (tracker.Smoothed.clone().DetachFromDisposeScope(), tracker.Uncertainty.clone().DetachFromDisposeScope(),
                decomposer!.Decompose(space!).Reduce(tracker.Score(task), aggregation).Values.ToArray());
        return TaskOutcome.Keep;
    }
}
