namespace Kif;

/// <summary>
/// A continual-learning strategy, or one part of a composed one. Every hook does nothing: override what you need. A strategy changes a run through
/// what its hooks return and in no other way; tensors in arguments are borrowed and must not be changed or kept (<see cref="Keep"/> copies),
/// tensors returned are copied by the loop before the step's dispose scope ends.
/// </summary>
public abstract class ContinualStrategy : IStateful
{
    /// <summary>What it may do to a run. Default: only losses, penalties and observation.</summary>
    public virtual StrategyTraits Traits { get; } = new();

    /// <summary>The space is known or has changed: build units here. Called before the first <see cref="BeginTask"/>.</summary>
    public virtual void Attach(in SpaceAttached space) { }

    /// <summary>A task is about to be learnt.</summary>
    public virtual TaskPlan BeginTask(in TaskStarting task) => TaskPlan.Default;

    /// <summary>A differentiable term per micro-batch, for terms that need this batch or another forward pass; null for none. Scaled like the batch's loss.</summary>
    public virtual Tensor? Loss(in ForwardCompleted pass) => null;

    /// <summary>A differentiable term of the weights alone, once per optimiser step; null for none.</summary>
    public virtual Tensor? Penalty(in StepEnding step) => null;

    /// <summary>Other gradients or a mask on the update, before clipping; each part sees its predecessor's result.</summary>
    public virtual GradientOutcome AdjustGradients(in GradientsReady step) => GradientOutcome.Unchanged;

    /// <summary>The optimiser has stepped.</summary>
    public virtual StepOutcome AfterStep(in StepCompleted step) => StepOutcome.Continue;

    /// <summary>A phase that this part asked for during a task is over: weights to go on with, or null to keep them.</summary>
    public virtual Tensor? AfterPhase(in PhaseCompleted phase) => null;

    /// <summary>The training of a task is over: which weights to keep, and what extra training follows.</summary>
    public virtual TaskOutcome EndTask(in TaskCompleted task) => TaskOutcome.Keep;

    /// <summary>The task's final weights are known: snapshots, Fisher information, statistics.</summary>
    public virtual void Kept(in TaskKept task) { }

    /// <summary>The weights that answer for a task; asked only when the traits need the task at test. Null leaves the cell of the matrix empty.</summary>
    public virtual Tensor? WeightsFor(string task) => null;

    /// <inheritdoc/>
    public virtual void Visit(IStateVisitor state) { }

    /// <summary>Keeps a copy of a tensor beyond the hook: detached, outside every dispose scope; disposes what the slot held.</summary>
    protected static void Keep(ref Tensor? slot, Tensor value)
    {
        Tensor copy = value.detach().clone().DetachFromDisposeScope();
        slot?.Dispose();
        slot = copy;
    }
}
