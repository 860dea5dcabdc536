namespace Kif;

/// <summary>The one training loop: every task and every phase of every strategy runs through it (algorithms.md 3.3 for the order within a step).</summary>
internal sealed class StepLoop(
    ILanguageModel model, IExampleEncoder encoder, TrainingOptions options, RunCost cost, IReadOnlyList<StrategyPart> parts, MergedTaskPlan plan,
    TaskProgress progress, string task, int taskIndex, IReadOnlyList<ReplayExample> memory, Action<RunEvent> publish, CancellationToken cancellation)
{
    private readonly GradientPass passes = new(model, encoder, options, cost, parts);

    /// <summary>Trains the remaining steps of a task, changing the weights in place.</summary>
    public void Train(StepBatches source)
    {
        int warmup = LearningRates.Warmup(options, source.Count);
        double Rate(int s) => LearningRates.At(s, source.Count, warmup, options.LearningRate, options.Schedule);
        Phases();
        foreach (int[] step in source.Steps.Skip(progress.Step))
        {
            progress.StopIf(cancellation);
            int s = progress.Step;
            List<PendingPhase> wanted = Step(new(task, taskIndex, null, s, source.Count), source.Set, step, progress.Optimizer, progress.Random, null,
                plan.UpdateMask, Rate(s), Rate(s + 1));
            progress.Step = s + 1;
            progress.Enqueue(wanted);
            Phases();
        }
        progress.StopIf(cancellation);
    }

    /// <summary>Runs the remaining steps of the pending phases; after each phase its owner may replace the weights.</summary>
    public void Phases()
    {
        while (progress.Next is { } next) Phase(next);
    }

    private void Phase(PendingPhase waiting)
    {
        TrainingPhase phase = waiting.Phase;
        StrategyPart owner = parts.First(p => p.Name == waiting.Owner);
        PhaseProgress own = progress.BeginPhase();
        AdamW optimizer = progress.OptimizerOf(waiting);
        EncodedExamples set = new EncodedExamples(phase.Examples, encoder);
        int batch = phase.BatchSize ?? options.BatchSize;
        StepBatches source = phase.Draws is { } draws
            ? StepBatches.Draws(set, draws, batch, own.Random.Data)
            : StepBatches.Epochs(set, phase.Epochs, batch, options.Order, own.Random.Data);
        using var scope = torch.NewDisposeScope();
        double rate = (phase.LearningRate ?? waiting.Rate) * phase.LearningRateScale;
        Tensor? mask = MergedTaskPlan.MultiplyMasks(plan.UpdateMask, phase.UpdateMask);
        foreach (int[] step in source.Steps.Skip(own.Step))
        {
            progress.StopIf(cancellation);
            Step(new(task, taskIndex, phase.Name, own.Step, source.Count), set, step, optimizer, own.Random, owner, mask, rate, rate);
            own.Step++;
        }
        progress.StopIf(cancellation);
        if (owner.Strategy.AfterPhase(new PhaseEnd(phase.Name, own.Before, progress.Weights)) is { } other) progress.Weights.copy_(other);
        progress.EndPhase();
    }

    private List<PendingPhase> Step(
        StepPosition position, EncodedExamples set, int[] step, AdamW optimizer, StepRandom random, StrategyPart? owner, Tensor? mask, double rate, double next)
    {
        using var scope = torch.NewDisposeScope();
        Tensor weights = progress.Weights;
        (long tokens, long examples) = (cost.Tokens, cost.Examples);
        if (passes.Run(position, set, step, weights, plan.NeedsPath, plan.NeedsOutputs, memory, random) is not { } pass) return [];
        double norm = pass.Gradients.norm().ToDouble();
        Tensor gradients = pass.Gradients;
        if (double.IsFinite(norm))
        {
            (gradients, Tensor? more) = Adjust(position, pass, weights, random);
            mask = MergedTaskPlan.MultiplyMasks(mask, more);
            if (!ReferenceEquals(gradients, pass.Gradients)) norm = gradients.norm().ToDouble();
        }
        bool skipped = !double.IsFinite(norm);
        double factor = options.ClipNorm is { } limit ? Math.Min(1, limit / (norm + 1e-6)) : 1;
        publish(new StepFinished(position, pass.Loss, pass.Terms, norm, rate, skipped) { Tokens = cost.Tokens - tokens, Examples = cost.Examples - examples });
        if (skipped)
        {
            Skip(position);
            return [];
        }
        progress.Skips = 0;
        if (factor < 1) gradients = gradients.mul_(factor);
        Tensor? previous = plan.NeedsPath ? weights.clone() : null;
        optimizer.Step(weights, gradients, rate, mask);
        cost.Steps++;
        return After(position, weights, gradients, factor, previous, pass.TaskGradients, owner, next);
    }

    private (Tensor Gradients, Tensor? Mask) Adjust(StepPosition position, StepGradients pass, Tensor weights, StepRandom random)
    {
        Tensor gradients = pass.Gradients;
        Tensor? mask = null;
        foreach (StrategyPart part in parts)
        {
            CountedPasses extra = new(model, encoder, cost, random.Passes);
            GradientOutcome outcome = part.Strategy.AdjustGradients(
                new GradientInput(position, weights, gradients, pass.Outputs, memory, extra, random.Part(part)));
            DeclaredEffects.Check(part, StrategyEffects.Gradients, outcome.Gradients is not null || outcome.UpdateMask is not null, "changes gradients");
            if (outcome.Gradients is { } other)
            {
                model.Space.Check(other);
                gradients = other.clone();
            }
            mask = MergedTaskPlan.MultiplyMasks(mask, outcome.UpdateMask);
        }
        return (gradients, mask);
    }

    private List<PendingPhase> After(
        StepPosition position, Tensor weights, Tensor gradients, double factor, Tensor? previous, Tensor? taskGradients, StrategyPart? owner, double next)
    {
        var wanted = new List<PendingPhase>();
        foreach (StrategyPart part in owner is null ? parts : [owner])
        {
            StepOutcome outcome = part.Strategy.AfterStep(new StepEnd(position, weights, gradients, factor, previous, taskGradients));
            DeclaredEffects.Check(part, StrategyEffects.StepWeights, outcome.Weights is not null, "replaces weights after a step");
            if (outcome.Weights is { } other)
            {
                model.Space.Check(other);
                weights.copy_(other);
            }
            if (outcome.Phase is not { } phase) continue;
            if (owner is not null) throw new CompositionException($"'{part.Name}' asks for a phase within the phase '{position.Phase}'; phases do not nest");
            wanted.AddRange(PendingPhase.Of(part, phase, next));
        }
        return wanted;
    }

    private void Skip(StepPosition position)
    {
        cost.SkippedSteps++;
        if (++progress.Skips >= options.MaxConsecutiveSkips)
            throw new InvalidOperationException(
                $"{progress.Skips} steps in a row had gradients that are not finite (task '{position.Task}', step {position.Step}); "
                + "a lower learning rate may help");
    }
}
