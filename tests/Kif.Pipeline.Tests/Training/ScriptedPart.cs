namespace Kif.Pipeline.Tests.Training;

/// <summary>A part whose hooks a test writes.</summary>
internal sealed class ScriptedPart(StrategyEffects effects = StrategyEffects.None) : ContinualStrategy
{
    public delegate T Hook<TArgument, T>(in TArgument argument) where TArgument : allows ref struct;

    public override StrategyTraits Traits { get; } = new(effects);

    public Hook<TaskStart, TaskPlan>? OnBegin { get; init; }

    public Hook<LossInput, Tensor?>? OnLoss { get; init; }

    public Hook<PenaltyInput, Tensor?>? OnPenalty { get; init; }

    public Hook<GradientInput, GradientOutcome>? OnGradients { get; init; }

    public Hook<StepEnd, StepOutcome>? OnStep { get; init; }

    public Hook<PhaseEnd, Tensor?>? OnPhase { get; init; }

    public Hook<TaskEnd, TaskOutcome>? OnEnd { get; init; }

    public Hook<TaskFinished, bool>? OnKept { get; init; }

    public List<ParameterSpace> Spaces { get; } = [];

    public override void AttachSpace(in SpaceAttachment space) => Spaces.Add(space.Space);

    public override TaskPlan BeforeTask(in TaskStart task) => OnBegin?.Invoke(task) ?? TaskPlan.Default;

    public override Tensor? Loss(in LossInput pass) => OnLoss?.Invoke(pass);

    public override Tensor? Penalty(in PenaltyInput step) => OnPenalty?.Invoke(step);

    public override GradientOutcome AdjustGradients(in GradientInput step) => OnGradients?.Invoke(step) ?? GradientOutcome.Unchanged;

    public override StepOutcome AfterStep(in StepEnd step) => OnStep?.Invoke(step) ?? StepOutcome.Continue;

    public override Tensor? AfterPhase(in PhaseEnd phase) => OnPhase?.Invoke(phase);

    public override TaskOutcome EndTask(in TaskEnd task) => OnEnd?.Invoke(task) ?? TaskOutcome.Keep;

    public override void AfterTask(in TaskFinished task) => OnKept?.Invoke(task);
}
