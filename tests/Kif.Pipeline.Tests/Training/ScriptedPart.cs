namespace Kif.Pipeline.Tests.Training;

/// <summary>A part whose hooks a test writes.</summary>
internal sealed class ScriptedPart(StrategyEffects effects = StrategyEffects.None) : ContinualStrategy
{
    public delegate T Hook<TArgument, T>(in TArgument argument) where TArgument : allows ref struct;

    public override StrategyTraits Traits { get; } = new(effects);

    public Hook<TaskStarting, TaskPlan>? OnBegin { get; init; }

    public Hook<ForwardCompleted, Tensor?>? OnLoss { get; init; }

    public Hook<StepEnding, Tensor?>? OnPenalty { get; init; }

    public Hook<GradientsReady, GradientOutcome>? OnGradients { get; init; }

    public Hook<StepCompleted, StepOutcome>? OnStep { get; init; }

    public Hook<PhaseCompleted, Tensor?>? OnPhase { get; init; }

    public Hook<TaskCompleted, TaskOutcome>? OnEnd { get; init; }

    public Hook<TaskKept, bool>? OnKept { get; init; }

    public List<ParameterSpace> Spaces { get; } = [];

    public override void Attach(in SpaceAttached space) => Spaces.Add(space.Space);

    public override TaskPlan BeginTask(in TaskStarting task) => OnBegin?.Invoke(task) ?? TaskPlan.Default;

    public override Tensor? Loss(in ForwardCompleted pass) => OnLoss?.Invoke(pass);

    public override Tensor? Penalty(in StepEnding step) => OnPenalty?.Invoke(step);

    public override GradientOutcome AdjustGradients(in GradientsReady step) => OnGradients?.Invoke(step) ?? GradientOutcome.Unchanged;

    public override StepOutcome AfterStep(in StepCompleted step) => OnStep?.Invoke(step) ?? StepOutcome.Continue;

    public override Tensor? AfterPhase(in PhaseCompleted phase) => OnPhase?.Invoke(phase);

    public override TaskOutcome EndTask(in TaskCompleted task) => OnEnd?.Invoke(task) ?? TaskOutcome.Keep;

    public override void Kept(in TaskKept task) => OnKept?.Invoke(task);
}
