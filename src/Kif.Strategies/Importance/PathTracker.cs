namespace Kif.Strategies;

/// <summary>The path integral of one task.</summary>
internal sealed class PathTracker(double damping, Tensor zeros) : IImportanceTracker
{
    private Tensor? path = zeros;

    public void Observe(in StepCompleted step)
    {
        if (step.TaskGradients is not { } gradients || step.PreviousWeights is not { } before)
            throw new InvalidOperationException("the plan of the task did not ask for the path of its steps");
        using var scope = torch.NewDisposeScope();
        path!.sub_(gradients.mul(step.Weights.sub(before)));
    }

    public Tensor Score(in TaskCompleted task)
    {
        using var scope = torch.NewDisposeScope();
        return PathImportance.Importance(path!, task.Weights.sub(task.Start), damping).MoveToOuterDisposeScope();
    }

    public void Visit(IStateVisitor state) => state.Vector("path", ref path);
}
