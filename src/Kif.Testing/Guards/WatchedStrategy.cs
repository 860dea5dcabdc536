namespace Kif.Testing;

/// <summary>A part with all its hooks watched.</summary>
internal sealed class WatchedStrategy(ContinualStrategy inner, HookWatch watch) : ContinualStrategy
{
    public override StrategyTraits Traits => inner.Traits;

    public override void Attach(in SpaceAttached space)
    {
        SpaceAttached given = new(space.Space, space.Frozen);
        (ParameterSpace own, IReadOnlyList<FrozenAdapter> frozen) = (given.Space, given.Frozen);
        watch.Run("Attach", [.. frozen.Select(f => ("the frozen adapter's weights", (Tensor?)f.Weights))], [("the list of frozen adapters", frozen)], () =>
        {
            inner.Attach(new SpaceAttached(own, frozen));
            return 0;
        });
    }

    public override TaskPlan BeginTask(in TaskStarting task)
    {
        (string name, int index, int count, Tensor weights, Tensor initial, IReadOnlyList<Remembered> memory, RandomStream random) =
            (task.Task, task.Index, task.TrainExamples, task.Weights, task.InitialWeights, task.Memory, task.Random);
        return watch.Run("BeginTask", [("the weights", weights), ("the initial weights", initial)], [("the memory", memory)],
            () => inner.BeginTask(new TaskStarting(name, index, count, weights, initial, memory, random)));
    }

    public override Tensor? Loss(in ForwardCompleted pass)
    {
        (StepPosition at, IReadOnlyList<Example> examples, ForwardResult result, IForward more, IReadOnlyList<Remembered> memory, RandomStream random) =
            (pass.Position, pass.Examples, pass.Result, pass.More, pass.Memory, pass.Random);
        return watch.Run("Loss", [("the loss", result.Loss), ("the logits", result.Logits), ("the labels", result.Targets)], [("the batch's examples", examples), ("the memory", memory)],
            () => inner.Loss(new ForwardCompleted(at, examples, result, more, memory, random)));
    }

    public override Tensor? Penalty(in StepEnding step)
    {
        (StepPosition at, ParameterSpace space, Tensor weights) = (step.Position, step.Space, step.Weights);
        return watch.Run("Penalty", [("the weights", weights)], [], () => inner.Penalty(new StepEnding(at, space, weights)));
    }

    public override GradientOutcome AdjustGradients(in GradientsReady step)
    {
        (StepPosition at, Tensor weights, Tensor gradients, IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyList<Remembered> memory, IProbe probe, RandomStream random) =
            (step.Position, step.Weights, step.Gradients, step.Outputs, step.Memory, step.Probe, step.Random);
        return watch.Run("AdjustGradients", [("the weights", weights), ("the gradients", gradients), .. outputs.Select(o => ("the outputs", (Tensor?)o.Value))], [("the memory", memory)],
            () => inner.AdjustGradients(new GradientsReady(at, weights, gradients, outputs, memory, probe, random)));
    }

    public override StepOutcome AfterStep(in StepCompleted step)
    {
        (StepPosition at, Tensor weights, Tensor gradients, double factor, Tensor? previous, Tensor? task) =
            (step.Position, step.Weights, step.Gradients, step.ClippingFactor, step.PreviousWeights, step.TaskGradients);
        return watch.Run("AfterStep", [("the weights", weights), ("the gradients", gradients), ("the previous weights", previous), ("the task's gradients", task)], [],
            () => inner.AfterStep(new StepCompleted(at, weights, gradients, factor, previous, task)));
    }

    public override Tensor? AfterPhase(in PhaseCompleted phase)
    {
        (string name, Tensor before, Tensor weights) = (phase.Phase, phase.Before, phase.Weights);
        return watch.Run("AfterPhase", [("the weights before the phase", before), ("the weights", weights)], [], () => inner.AfterPhase(new PhaseCompleted(name, before, weights)));
    }

    public override TaskOutcome EndTask(in TaskCompleted task)
    {
        (string name, int index, Tensor start, Tensor weights, IReadOnlyList<Example> train, IReadOnlyList<Remembered> memory, IProbe probe, RandomStream random) =
            (task.Task, task.Index, task.Start, task.Weights, task.Train, task.Memory, task.Probe, task.Random);
        return watch.Run("EndTask", [("the start weights", start), ("the weights", weights)], [("the task's examples", train), ("the memory", memory)],
            () => inner.EndTask(new TaskCompleted(name, index, start, weights, train, memory, probe, random)));
    }

    public override void Kept(in TaskKept task)
    {
        (string name, int index, Tensor weights, IReadOnlyList<Example> train, IReadOnlyList<Remembered> memory, IProbe probe, RandomStream random) =
            (task.Task, task.Index, task.Weights, task.Train, task.Memory, task.Probe, task.Random);
        watch.Run("Kept", [("the weights", weights)], [("the task's examples", train), ("the memory", memory)], () =>
        {
            inner.Kept(new TaskKept(name, index, weights, train, memory, probe, random));
            return 0;
        });
    }

    public override Tensor? WeightsFor(string task) => inner.WeightsFor(task);

    public override void Visit(IStateVisitor state) => inner.Visit(state);
}
