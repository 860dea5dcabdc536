using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// The path integral of synaptic intelligence: the decrease of the task's own loss along an element's path, divided by its squared distance (algorithms.md 4,
/// PathIntegral). Gradients are without penalties and clipping.
/// </summary>
/// <param name="options">The damping.</param>
internal sealed class PathImportance(PathImportanceOptions options) : IImportanceEstimator
{
    /// <inheritdoc/>
    public bool NeedsPath => true;

    /// <inheritdoc/>
    public IImportanceTracker Track(in TaskStart task) =>
        new PathTracker(options.Damping, task.Space.Zeros(task.Weights.device).DetachFromDisposeScope());

    /// <summary>Computes Ω = max(ω, 0) / ((θ_k − θ̂_{k−1})² + ξ) in float64.</summary>
    /// <param name="path">ω, the sum of −g·Δw over the steps.</param>
    /// <param name="moved">θ_k − θ̂_{k−1}.</param>
    /// <param name="damping">ξ.</param>
    public static Tensor Importance(Tensor path, Tensor moved, double damping) =>
        path.to_type(ScalarType.Float64).clamp(0).div(moved.to_type(ScalarType.Float64).square().add(damping));
}

/// <summary>Options of the path integral.</summary>
internal sealed class PathImportanceOptions
{
    /// <summary>ξ, added to the squared distance that an element moved. Default: 1e-3.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Damping { get; set; } = 1e-3;
}

/// <summary>The path integral of one task.</summary>
internal sealed class PathTracker(double damping, Tensor zeros) : IImportanceTracker
{
    private Tensor? path = zeros;

    public void Observe(in StepEnd step)
    {
        if (step.TaskGradients is not { } gradients || step.PreviousWeights is not { } before)
            throw new InvalidOperationException("the plan of the task did not ask for the path of its steps");
        using var scope = torch.NewDisposeScope();
        path!.sub_(gradients.mul(step.Weights.sub(before)));
    }

    public Tensor Score(in TaskEnd task)
    {
        using var scope = torch.NewDisposeScope();
        return PathImportance.Importance(path!, task.Weights.sub(task.Start), damping).MoveToOuterDisposeScope();
    }

    public void Visit(IStateVisitor state) => state.Vector("path", ref path);
}
