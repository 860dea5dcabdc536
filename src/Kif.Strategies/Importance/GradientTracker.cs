namespace Kif.Strategies;

/// <summary>The moving average of one task's gradient sizes.</summary>
internal sealed class GradientTracker(bool squared, double beta, bool unclipped, Tensor zeros) : IImportanceTracker
{
    private Tensor? average = zeros;
    private int steps;

    public void Observe(in StepCompleted step)
    {
        using var scope = torch.NewDisposeScope();
        Tensor gradients = unclipped && step.ClippingFactor != 1 ? step.Gradients / step.ClippingFactor : step.Gradients;
        average!.mul_(beta).add_(squared ? gradients.square() : gradients.abs(), alpha: 1 - beta);
        steps++;
    }

    public Tensor Score(in TaskCompleted task)
    {
        Tensor score = average!.to_type(ScalarType.Float64, copy: true);
        return squared && steps > 0 ? score.div_(1 - Math.Pow(beta, steps)) : score;
    }

    public void Visit(IStateVisitor state)
    {
        state.Vector("average", ref average);
        state.Value("steps", ref steps);
    }
}
