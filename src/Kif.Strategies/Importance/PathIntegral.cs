using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// The path integral of synaptic intelligence: the decrease of the task's own loss along an element's path, divided by its squared distance (algorithms.md 4,
/// PathIntegral). Gradients are without clipping.
/// </summary>
/// <param name="options">Damping, sign and gradients.</param>
internal sealed class PathImportance(PathImportanceOptions options) : IImportanceEstimator
{
    /// <inheritdoc/>
    public bool NeedsPath => true;

    /// <inheritdoc/>
    public IImportanceTracker Track(in TaskStart task) => new Tracker(options, task.Space.Zeros(task.Weights.device).DetachFromDisposeScope());

    private sealed class Tracker(PathImportanceOptions options, Tensor zeros) : IImportanceTracker
    {
        // ω, the sum of −g·Δw over the steps.
        private Tensor? path = zeros;

        public void Observe(in StepEnd step)
        {
            if (step.TaskGradients is not { } gradients || step.PreviousWeights is not { } before)
                throw new InvalidOperationException("the plan of the task did not ask for the path of its steps");
            using var scope = torch.NewDisposeScope();
            path!.addcmul_(options.PenaltyInPath ? step.Gradients / step.ClippingFactor : gradients, step.Weights - before, -1);
        }

        /// <summary>Computes Ω = max(ω, 0) / ((θ_k − θ̂_{k−1})² + ξ).</summary>
        public Tensor Score(in TaskEnd task)
        {
            using var scope = torch.NewDisposeScope();
            Tensor won = options.KeepNegative ? path! : path!.clamp_min(0);
            return (won / ((task.Weights - task.Start).square() + options.Damping)).MoveToOuterDisposeScope();
        }

        public void Visit(IStateVisitor state) => state.Vector("path", ref path);
    }
}

/// <summary>Options of the path integral.</summary>
internal sealed class PathImportanceOptions
{
    /// <summary>ξ, added to the squared distance that an element moved. Default: 1e-3.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Damping { get; set; } = 1e-3;

    /// <summary>Whether importance may be negative, where the loss grew along an element's path; otherwise it is 0. Default: false.</summary>
    public bool KeepNegative { get; set; }

    /// <summary>Whether gradients along the path include penalties, instead of only the task's loss. Default: false.</summary>
    public bool PenaltyInPath { get; set; }
}
