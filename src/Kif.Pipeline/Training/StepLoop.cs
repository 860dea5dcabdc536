using Kif.Pipeline.Events;

namespace Kif.Pipeline.Training;

/// <summary>The one training loop: every task and every phase of every strategy runs through it (spec 3.3 for the order within a step).</summary>
internal sealed class StepLoop(
    ILanguageModel model, IExampleEncoder encoder, TrainingOptions options, RunCost cost, IReadOnlyList<StrategyPart> parts, MergedPlan plan,
    string task, int taskIndex, IReadOnlyList<Remembered> memory, Action<RunEvent> publish, CancellationToken cancellation)
{
    private readonly GradientPass passes = new(model, encoder, options, cost, parts);
    private readonly Dictionary<string, AdamW> named = [];
    private int consecutiveSkips, phases;

    /// <summary>Trains a task's steps, changing <paramref name="weights"/> in place.</summary>
    public void Train(Tensor weights, StepSource source, AdamW optimizer, StepRandom random)
    {
        int warmup = LearningRates.Warmup(options, source.Count);
        Run(weights, source, optimizer, random, null, null, plan.UpdateMask, s => LearningRates.At(s, source.Count, warmup, options.LearningRate, options.Schedule));
    }

    /// <summary>Runs a phase on behalf of a part, then lets the part have its say over the weights.</summary>
    /// <param name="weights">Changed in place.</param>
    /// <param name="owner">The part that asked.</param>
    /// <param name="phase">What it asked for.</param>
    /// <param name="shared">The task's optimiser.</param>
    /// <param name="random">The task's streams.</param>
    /// <param name="rate">The task's current or base rate.</param>
    public void Phase(Tensor weights, StrategyPart owner, TrainingPhase phase, AdamW shared, StepRandom random, double rate)
    {
        Declared.Check(owner, StrategyEffects.Phases, true, $"asks for the phase '{phase.Name}'");
        if (phase.Examples.Count == 0) return;
        StepRandom own = random.Phase(phase.Name, phases++);
        var set = new ExampleSet(phase.Examples, encoder);
        int batch = phase.BatchSize ?? options.BatchSize;
        StepSource source = phase.Draws is { } draws
            ? StepSource.Draws(set, draws, batch, own.Data)
            : StepSource.Epochs(set, phase.Epochs, batch, options.Order, own.Data);
        string key = $"{owner.Name}/{phase.Name}";
        if (phase.Optimizer == PhaseOptimizer.Named && !named.ContainsKey(key)) named[key] = new(model.Space, model.Device, options);
        AdamW? fresh = phase.Optimizer == PhaseOptimizer.Fresh ? new(model.Space, model.Device, options) : null;
        AdamW optimizer = fresh ?? (phase.Optimizer == PhaseOptimizer.Shared ? shared : named[key]);
        using Tensor before = weights.clone().DetachFromDisposeScope();
        using var scope = torch.NewDisposeScope();
        double at = (phase.LearningRate ?? rate) * phase.LearningRateScale;
        Run(weights, source, optimizer, own, owner, phase.Name, MergedPlan.Both(plan.UpdateMask, phase.UpdateMask), _ => at);
        if (owner.Strategy.AfterPhase(new PhaseCompleted(phase.Name, before, weights)) is { } other) weights.copy_(other);
        fresh?.Dispose();
    }

    /// <summary>Frees the optimisers of named phases.</summary>
    public void Release()
    {
        foreach (AdamW optimizer in named.Values) optimizer.Dispose();
        named.Clear();
    }

    private void Run(
        Tensor weights, StepSource source, AdamW optimizer, StepRandom random, StrategyPart? owner, string? phase, Tensor? mask, Func<int, double> rate)
    {
        int s = 0;
        foreach (int[] step in source.Steps)
        {
            cancellation.ThrowIfCancellationRequested();
            var position = new StepPosition(task, taskIndex, phase, s, source.Count);
            List<(StrategyPart, TrainingPhase)> wanted = Step(position, source.Set, step, weights, optimizer, random, owner, mask, rate(s));
            foreach ((StrategyPart part, TrainingPhase next) in wanted) Phase(weights, part, next, optimizer, random, rate(s + 1));
            s++;
        }
        cancellation.ThrowIfCancellationRequested();
    }

    private List<(StrategyPart, TrainingPhase)> Step(
        StepPosition position, ExampleSet set, int[] step, Tensor weights, AdamW optimizer, StepRandom random, StrategyPart? owner, Tensor? mask, double rate)
    {
        using var scope = torch.NewDisposeScope();
        if (passes.Run(position, set, step, weights, plan.NeedsPath, plan.NeedsOutputs, memory, random) is not { } pass) return [];
        double norm = pass.Gradients.norm().ToDouble();
        Tensor gradients = pass.Gradients;
        if (double.IsFinite(norm))
        {
            (gradients, Tensor? more) = Adjust(position, pass, weights, random);
            mask = MergedPlan.Both(mask, more);
            if (!ReferenceEquals(gradients, pass.Gradients)) norm = gradients.norm().ToDouble();
        }
        bool skipped = !double.IsFinite(norm);
        double factor = options.ClipNorm is { } limit ? Math.Min(1, limit / (norm + 1e-6)) : 1;
        publish(new StepFinished(position, pass.Loss, pass.Terms, norm, rate, skipped));
        if (skipped)
        {
            Skip(position);
            return [];
        }
        consecutiveSkips = 0;
        if (factor < 1) gradients = gradients.mul_(factor);
        Tensor? previous = plan.NeedsPath ? weights.clone() : null;
        optimizer.Step(weights, gradients, rate, mask);
        cost.Steps++;
        return After(position, weights, gradients, factor, previous, pass.TaskGradients, owner);
    }

    private (Tensor Gradients, Tensor? Mask) Adjust(StepPosition position, StepGradients pass, Tensor weights, StepRandom random)
    {
        Tensor gradients = pass.Gradients;
        Tensor? mask = null;
        foreach (StrategyPart part in parts)
        {
            var probe = new CountedProbe(model, encoder, cost, random.Probe);
            GradientOutcome outcome = part.Strategy.AdjustGradients(new GradientsReady(position, weights, gradients, pass.Outputs, memory, probe, random.Part(part)));
            Declared.Check(part, StrategyEffects.Gradients, outcome.Gradients is not null || outcome.UpdateMask is not null, "changes gradients");
            if (outcome.Gradients is { } other)
            {
                model.Space.Check(other);
                gradients = other.clone();
            }
            mask = MergedPlan.Both(mask, outcome.UpdateMask);
        }
        return (gradients, mask);
    }

    private List<(StrategyPart, TrainingPhase)> After(
        StepPosition position, Tensor weights, Tensor gradients, double factor, Tensor? previous, Tensor? taskGradients, StrategyPart? owner)
    {
        var wanted = new List<(StrategyPart, TrainingPhase)>();
        foreach (StrategyPart part in owner is null ? parts : [owner])
        {
            StepOutcome outcome = part.Strategy.AfterStep(new StepCompleted(position, weights, gradients, factor, previous, taskGradients));
            Declared.Check(part, StrategyEffects.StepWeights, outcome.Weights is not null, "replaces weights after a step");
            if (outcome.Weights is { } other)
            {
                model.Space.Check(other);
                weights.copy_(other);
            }
            if (outcome.Phase is not { } phase) continue;
            if (owner is not null) throw new CompositionException($"'{part.Name}' asks for a phase within the phase '{position.Phase}'; phases do not nest");
            wanted.Add((part, phase));
        }
        return wanted;
    }

    private void Skip(StepPosition position)
    {
        cost.SkippedSteps++;
        if (++consecutiveSkips >= options.MaxConsecutiveSkips)
            throw new TrainingInterruptedException($"{consecutiveSkips} steps in a row had gradients that are not finite (task '{position.Task}', step {position.Step}); a lower learning rate may help");
    }
}
