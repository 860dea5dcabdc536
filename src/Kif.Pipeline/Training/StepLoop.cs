namespace Kif;

/// <summary>The one training loop: every task and every phase of every strategy runs through it (algorithms.md 3.3 for the order within a step).</summary>
internal sealed class StepLoop(TrainingContext context, TaskProgress progress, CancellationToken cancellation)
{
    private readonly GradientPass passes = new(context);
    private readonly TrainingOptions options = context.Options;
    private readonly RunCost cost = context.Cost;
    private readonly MergedTaskPlan plan = context.Plan;
    private readonly HookTracker hooks = context.Hooks;

    /// <summary>Trains the remaining steps of a task, changing the weights in place.</summary>
    public void Train(StepBatches source)
    {
        int warmup = LearningRates.Warmup(options, source.Count);
        double Rate(int s) => LearningRates.At(s, source.Count, warmup, options.LearningRate, options.Schedule);
        Phases();
        foreach (int[] step in Remaining(source, progress.Step))
        {
            Rest();
            int s = progress.Step;
            List<PendingPhase> wanted = Step(Position(null, s, source.Count), source.Set, step, progress.Optimizer, progress.Random, null,
                plan.UpdateMask, Rate(s), Rate(s + 1));
            progress.Step = s + 1;
            progress.Enqueue(wanted);
            Phases();
        }
        Rest();
    }

    /// <summary>Runs the remaining steps of the pending phases; after each phase its owner may replace the weights.</summary>
    public void Phases()
    {
        while (progress.Next is { } next) Phase(next);
    }

    private void Phase(PendingPhase waiting)
    {
        TrainingPhase phase = waiting.Phase;
        StrategyPart owner = context.Parts.First(p => p.Name == waiting.Owner);
        PhaseProgress own = progress.BeginPhase();
        AdamW optimizer = progress.OptimizerOf(waiting);
        EncodedExamples set = new(phase.Examples, context, stop: () => progress.StopIf(cancellation));
        int batch = phase.BatchSize ?? options.BatchSize;
        StepBatches source = phase.Draws is { } draws
            ? StepBatches.Draws(set, draws, batch, phase.Replacement, own.Random.Data)
            : StepBatches.Epochs(set, phase.Epochs, batch, options.OrderUsed, own.Random.Data);
        using var scope = torch.NewDisposeScope();
        double rate = (phase.LearningRate ?? waiting.Rate) * phase.LearningRateScale;
        Tensor? mask = MergedTaskPlan.MultiplyMasks(plan.UpdateMask, phase.UpdateMask);
        foreach (int[] step in Remaining(source, own.Step))
        {
            Rest();
            Step(Position(phase.Name, own.Step, source.Count), set, step, optimizer, own.Random, owner, mask, rate, rate);
            own.Step++;
        }
        Rest();
        PhaseEnd end = new() { Phase = phase.Name, Before = own.Before, Weights = progress.Weights };
        hooks.Enter(owner, nameof(ContinualStrategy.AfterPhase), Position(phase.Name, own.Step, source.Count));
        Tensor? after = hooks.Left(owner.Strategy.AfterPhase(end));
        if (HookResult.Alive(owner, nameof(ContinualStrategy.AfterPhase), after) is { } other) progress.Weights.copy_(other);
        progress.EndPhase();
    }

    /// <summary>Between two steps everything is consistent: a checkpoint can be written and the task stopped.</summary>
    private void Rest()
    {
        context.BetweenSteps?.Invoke();
        progress.StopIf(cancellation);
    }

    /// <summary>Returns the steps that are not done. Those done are drawn again: LINQ's Skip would leave out their draws and so shift all later ones.</summary>
    private static IEnumerable<int[]> Remaining(StepBatches source, int done)
    {
        foreach (int[] step in source.Steps)
            if (done-- <= 0) yield return step;
    }

    private StepPosition Position(string? phase, int step, int planned) => new(context.Task, context.TaskIndex, phase, step, planned);

    private List<PendingPhase> Step(
        StepPosition position, EncodedExamples set, int[] step, AdamW optimizer, StepRandom random, StrategyPart? owner, Tensor? mask, double rate, double next)
    {
        using var scope = torch.NewDisposeScope();
        Tensor weights = progress.Weights;
        (long tokens, long examples) = (cost.Tokens, cost.Examples);
        if (passes.Run(position, set, step, weights, random) is not { } pass) return [];
        progress.CountNonFinite(pass.Terms);
        double norm = pass.Gradients.norm().ToDouble();
        Tensor gradients = pass.Gradients, moving = gradients;
        if (double.IsFinite(norm))
        {
            (gradients, Tensor? more) = Adjust(position, pass, weights, random);
            mask = MergedTaskPlan.MultiplyMasks(mask, more);
            moving = progress.Trained.GradientsFrom(gradients);
            if (!ReferenceEquals(moving, pass.Gradients)) norm = moving.norm().ToDouble();
        }
        bool skipped = !double.IsFinite(norm);
        double factor = options.ClipNorm is { } limit ? Math.Min(1, limit / (norm + 1e-6)) : 1;
        context.Publish(new StepFinished(position, pass.Loss, pass.Terms, norm, rate, skipped)
        {
            Tokens = cost.Tokens - tokens, Examples = cost.Examples - examples,
        });
        if (skipped)
        {
            Skip(position);
            return [];
        }
        progress.Skips = 0;
        if (factor < 1) gradients = gradients.mul_(factor);
        if (factor < 1 && !progress.Trained.IsWeights) moving = moving.mul_(factor);
        Tensor? previous = plan.NeedsPath ? weights.clone() : null;
        progress.Trained.Step(optimizer, moving, rate, mask);
        cost.Steps++;
        StepEnd end = new()
        {
            Position = position, Weights = weights, Gradients = gradients, ClippingFactor = factor, PreviousWeights = previous,
            TaskGradients = pass.TaskGradients,
        };
        return After(end, owner, next);
    }

    private (Tensor Gradients, Tensor? Mask) Adjust(StepPosition position, StepGradients pass, Tensor weights, StepRandom random)
    {
        Tensor gradients = pass.Gradients;
        Tensor? mask = null;
        CountedPasses extra = new(context.Model, context.Encoder, cost, random.Passes, options.LargestPass) { BeforePass = hooks.Sign };
        foreach (StrategyPart part in context.Parts)
        {
            hooks.Enter(part, nameof(ContinualStrategy.AdjustGradients), position);
            GradientOutcome outcome = hooks.Left(part.Strategy.AdjustGradients(new GradientInput
            {
                Position = position, Weights = weights, Gradients = gradients, Outputs = pass.Outputs, Memory = context.Memory, Passes = extra,
                Random = random.Part(part),
            }));
            DeclaredEffects.Check(part, StrategyEffects.Gradients, outcome.Gradients is not null || outcome.UpdateMask is not null, "changes gradients");
            if (HookResult.Alive(part, nameof(ContinualStrategy.AdjustGradients), outcome.Gradients) is { } other)
            {
                context.Model.Space.Check(other);
                gradients = other.clone();
            }
            mask = MergedTaskPlan.MultiplyMasks(mask, HookResult.Alive(part, nameof(ContinualStrategy.AdjustGradients), outcome.UpdateMask));
        }
        return (gradients, mask);
    }

    private List<PendingPhase> After(in StepEnd end, StrategyPart? owner, double next)
    {
        var wanted = new List<PendingPhase>();
        foreach (StrategyPart part in owner is null ? context.Parts : [owner])
        {
            hooks.Enter(part, nameof(ContinualStrategy.AfterStep), end.Position);
            StepOutcome outcome = hooks.Left(part.Strategy.AfterStep(end));
            DeclaredEffects.Check(part, StrategyEffects.StepWeights, outcome.Weights is not null, "replaces weights after a step");
            if (HookResult.Alive(part, nameof(ContinualStrategy.AfterStep), outcome.Weights) is { } other)
            {
                context.Model.Space.Check(other);
                end.Weights.copy_(other);
            }
            if (outcome.Phase is not { } phase) continue;
            if (owner is not null)
                throw new CompositionException($"'{part.Name}' asks for a phase within the phase '{end.Position.Phase}'; phases do not nest");
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
