namespace Kif;

/// <summary>
/// A continual-learning strategy, or one part of a composed one. Every hook does nothing by default: override those you need. A strategy changes a run
/// only through the values its hooks return; tensors in arguments are borrowed and must not be changed or kept (<see cref="Keep"/> copies),
/// returned tensors are copied by the training loop before the step's dispose scope ends. <see cref="Loss"/>, <see cref="Penalty"/> and
/// <see cref="AdjustGradients"/> are called at every step of a task's main training and of all phases, <see cref="AfterStep"/> and
/// <see cref="AfterPhase"/> for the main training and the part's own phases only.
/// </summary>
public abstract class ContinualStrategy : IStateful
{
    /// <summary>The declared effects on a run. Default: only losses, penalties and observation.</summary>
    public virtual StrategyTraits Traits { get; } = new();

    /// <summary>Attaches the parameter space, at the start and after each change: build units here. Called before the first <see cref="BeforeTask"/>.</summary>
    public virtual void AttachSpace(in SpaceAttachment space) { }

    /// <summary>Plans the training of a task before it starts.</summary>
    public virtual TaskPlan BeforeTask(in TaskStart task) => TaskPlan.Default;

    /// <summary>
    /// Prepares a task with its examples, once, after <see cref="BeforeTask"/> and the adapter's growth and before the buffer and the first step: statistics
    /// of the examples under the weights that the task starts from. Returns the weights to start from instead, or null to keep them. Needs
    /// <see cref="StrategyEffects.Adapter"/>, <see cref="StrategyEffects.FinalWeights"/> or <see cref="StrategyEffects.StepWeights"/> for weights. Extra passes
    /// stop when the run is stopped; the hook is then called again when it resumes.
    /// </summary>
    public virtual Tensor? PrepareTask(in TaskPreparation task) => null;

    /// <summary>
    /// Returns a differentiable loss term per micro-batch, for terms that need this batch or another forward pass; null for none. Scaled like the batch's
    /// loss.
    /// </summary>
    public virtual Tensor? Loss(in LossInput pass) => null;

    /// <summary>Returns a differentiable penalty on the weights, once per optimizer step; null for none.</summary>
    public virtual Tensor? Penalty(in PenaltyInput step) => null;

    /// <summary>Replaces gradients or masks the update, before clipping; each part sees its predecessor's result.</summary>
    public virtual GradientOutcome AdjustGradients(in GradientInput step) => GradientOutcome.Unchanged;

    /// <summary>Handles the end of an optimizer step.</summary>
    public virtual StepOutcome AfterStep(in StepEnd step) => StepOutcome.Continue;

    /// <summary>Handles the end of a phase that this part requested during a task: returns the weights to continue from, or null to keep them.</summary>
    public virtual Tensor? AfterPhase(in PhaseEnd phase) => null;

    /// <summary>Ends the training of a task: decides the weights to keep and extra training.</summary>
    public virtual TaskOutcome EndTask(in TaskEnd task) => TaskOutcome.Keep;

    /// <summary>Handles a finished task with its final weights: snapshots, Fisher information, statistics.</summary>
    public virtual void AfterTask(in TaskFinished task) { }

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

/// <summary>The declared traits of a part.</summary>
/// <param name="Effects">Its effects on a run.</param>
/// <param name="IsJointTraining">Whether it learns all tasks at once (the upper bound).</param>
/// <param name="NeedsTaskId">Whether it needs the task id at test time, because each task has its own weights.</param>
/// <param name="AnchorsToPreviousWeights">
/// Whether it anchors the weights in training to those of earlier tasks (by a penalty or a teacher): this needs one set of parameters for all tasks.
/// </param>
public sealed record StrategyTraits(
    StrategyEffects Effects = StrategyEffects.None, bool IsJointTraining = false, bool NeedsTaskId = false, bool AnchorsToPreviousWeights = false)
{
    /// <summary>
    /// The gates that it needs on the model's adapters; at most one part of a composition. The model has them from its first weights on, so they are a trait
    /// and not part of a task's plan. Default: null, for none.
    /// </summary>
    public BranchGates? Gates { get; init; }
}

/// <summary>The effects of a part on a run beyond losses and penalties. Declared, so that conflicts are found when parts are composed.</summary>
[Flags]
public enum StrategyEffects
{
    /// <summary>Only losses, penalties and observation.</summary>
    None = 0,

    /// <summary>Decides the final weights of a task; at most one part of a composition.</summary>
    FinalWeights = 1,

    /// <summary>Replaces weights after a step; at most one part of a composition.</summary>
    StepWeights = 2,

    /// <summary>Requests phases of extra training.</summary>
    Phases = 4,

    /// <summary>Starts new adapters between tasks; at most one part of a composition.</summary>
    Adapter = 8,

    /// <summary>Changes gradients or masks updates.</summary>
    Gradients = 16,

    /// <summary>Mixes replay examples into the training; needs a replay buffer, and the modes of all parts must agree.</summary>
    Memory = 32,

    /// <summary>
    /// Trains coordinates in place of the weights (<see cref="IWeightCoordinates"/>); at most one part of a composition, and none beside it that changes
    /// gradients, replaces weights after a step, requests phases or starts adapters.
    /// </summary>
    Coordinates = 64,
}
