namespace Kif;

/// <summary>
/// A continual-learning strategy, or one part of a composed one. Every hook does nothing by default: override those you need. A strategy changes a run
/// only through the values its hooks return; tensors in arguments are borrowed and must not be changed or kept (<see cref="Keep"/> copies),
/// returned tensors are copied by the training loop before the step's dispose scope ends.
/// </summary>
public abstract class ContinualStrategy : IStateful
{
    /// <summary>The declared effects on a run. Default: only losses, penalties and observation.</summary>
    public virtual StrategyTraits Traits { get; } = new();

    /// <summary>Attaches the parameter space, at the start and after each change: build units here. Called before the first <see cref="BeginTask"/>.</summary>
    public virtual void Attach(in SpaceAttached space) { }

    /// <summary>Plans the training of a task before it starts.</summary>
    public virtual TaskPlan BeginTask(in TaskStarting task) => TaskPlan.Default;

    /// <summary>
    /// Returns a differentiable loss term per micro-batch, for terms that need this batch or another forward pass; null for none. Scaled like the batch's
    /// loss.
    /// </summary>
    public virtual Tensor? Loss(in ForwardCompleted pass) => null;

    /// <summary>Returns a differentiable penalty on the weights, once per optimizer step; null for none.</summary>
    public virtual Tensor? Penalty(in StepEnding step) => null;

    /// <summary>Replaces gradients or masks the update, before clipping; each part sees its predecessor's result.</summary>
    public virtual GradientOutcome AdjustGradients(in GradientsReady step) => GradientOutcome.Unchanged;

    /// <summary>Handles the end of an optimizer step.</summary>
    public virtual StepOutcome AfterStep(in StepCompleted step) => StepOutcome.Continue;

    /// <summary>Handles the end of a phase that this part requested during a task: returns the weights to continue from, or null to keep them.</summary>
    public virtual Tensor? AfterPhase(in PhaseCompleted phase) => null;

    /// <summary>Ends the training of a task: decides the weights to keep and extra training.</summary>
    public virtual TaskOutcome EndTask(in TaskCompleted task) => TaskOutcome.Keep;

    /// <summary>Handles a finished task with its final weights: snapshots, Fisher information, statistics.</summary>
    public virtual void Kept(in TaskKept task) { }

    /// <summary>Returns the weights for testing a task; called only if the traits need the task id at test time. Null leaves the matrix cell empty.</summary>
    public virtual Tensor? WeightsFor(string task) => null;

    /// <inheritdoc/>
    public virtual void Visit(IStateVisitor state) { }

    /// <summary>Keeps a copy of a tensor beyond the hook, detached and outside every dispose scope; disposes the slot's previous tensor.</summary>
    protected static void Keep(ref Tensor? slot, Tensor value)
    {
        Tensor copy = value.detach().clone().DetachFromDisposeScope();
        slot?.Dispose();
        slot = copy;
    }
}
