using Kif;
using static TorchSharp.torch;

namespace ThirdParty.Parts;

/// <summary>
/// What a task's gradients did to a weight's size, summed over its steps: |Σ w·g|. A weight that shrinks and grows in turn scores little, one that goes one way
/// scores much (movement pruning: Sanh, Wolf and Rush 2020, "Movement Pruning: Adaptive Sparsity by Fine-Tuning").
/// </summary>
public sealed class Movement : IImportanceEstimator
{
    /// <inheritdoc/>
    public IImportanceTracker Track(in TaskStart task) => new Tracker(task.Space.Zeros(task.Weights.device).DetachFromDisposeScope());

    private sealed class Tracker(Tensor zeros) : IImportanceTracker
    {
        private Tensor? sum = zeros;

        public void Observe(in StepEnd step)
        {
            using var scope = NewDisposeScope();
            sum!.add_(step.Weights * step.Gradients);
        }

        public Tensor Score(in TaskEnd task) => sum!.abs().to_type(ScalarType.Float64);

        public void Visit(IStateVisitor state) => state.Vector("sum", ref sum);
    }
}
