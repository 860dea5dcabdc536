namespace Kif.Baselines;

/// <summary>
/// Averaged gradient episodic memory (spec 10.11): where a step's gradient would raise the loss on a batch of replay examples, to first order, its component
/// against that batch's gradient is removed before clipping.
/// </summary>
/// <param name="options">The reference batch.</param>
/// <param name="sampler">Samples the reference batch; null for the options' sampling.</param>
public sealed class AGemStrategy(AGemOptions options, MemorySampler? sampler = null) : ContinualStrategy
{
    private const double Guard = 1e-30;

    private readonly MemorySampler sampler = sampler ?? MemorySampling.Of(options.Draw ?? options.Profile switch
    {
        MethodProfile.Paper => MemoryDraw.Uniform,
        MethodProfile.OfficialCode => MemoryDraw.BalancedPasses,
        _ => MemoryDraw.Balanced,
    });

    private StepPosition position;
    private int examples, draws;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Gradients | StrategyEffects.Memory);

    /// <inheritdoc/>
    public override TaskPlan BeginTask(in TaskStarting task)
    {
        draws = 0;
        return TaskPlan.Default;
    }

    /// <summary>Counts the examples of the step over its micro-batches; adds no loss.</summary>
    public override Tensor? Loss(in ForwardCompleted pass)
    {
        if (pass.Position != position) (position, examples) = (pass.Position, 0);
        examples += pass.Examples.Count;
        return null;
    }

    /// <inheritdoc/>
    public override GradientOutcome AdjustGradients(in GradientsReady step)
    {
        if (step.Memory.Count == 0) return GradientOutcome.Unchanged;
        IReadOnlyList<Remembered> batch = sampler(step.Memory, options.ReferenceBatch ?? examples, draws++, step.Random);
        Tensor reference = step.Probe.Gradients([.. batch.Select(m => m.Example)], step.Weights, ProbeLoss.CrossEntropy, GradientReduction.BatchMean);
        return Project(step.Gradients, reference) is { } projected ? new(projected) : GradientOutcome.Unchanged;
    }

    /// <summary>Computes g − (g·r / r·r) r if g·r is negative; null if it is not, or if r is too small or not finite.</summary>
    private static Tensor? Project(Tensor gradient, Tensor reference)
    {
        double dot = gradient.mul(reference).sum().ToDouble(), size = reference.square().sum().ToDouble();
        return dot < 0 && size > Guard && double.IsFinite(size) ? gradient - reference * (dot / size) : null;
    }
}
