using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Averaged gradient episodic memory (algorithms.md 10.11): where a step's gradient would raise the loss on a batch of replay examples, to first order, its
/// component against that batch's gradient is removed before clipping.
/// </summary>
/// <param name="options">The reference batch.</param>
/// <param name="sampler">Samples the reference batch; null for the options' sampling.</param>
internal sealed class AGemStrategy(AGemOptions options, IMemorySampler? sampler = null) : ContinualStrategy
{
    private const double Guard = 1e-30;

    private readonly IMemorySampler sampler = sampler ?? MemorySampling.Of(options.Draw ?? options.Profile switch
    {
        MethodProfile.Paper => MemoryDraw.Uniform,
        MethodProfile.OfficialCode => MemoryDraw.BalancedPasses,
        _ => MemoryDraw.Balanced,
    });

    private StepPosition position;
    private int examples;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Gradients | StrategyEffects.Memory);

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task)
    {
        sampler.Begin();
        return TaskPlan.Default;
    }

    /// <summary>Counts the examples of the step over its micro-batches; adds no loss.</summary>
    public override Tensor? Loss(in LossInput pass)
    {
        if (pass.Position != position) (position, examples) = (pass.Position, 0);
        examples += pass.Examples.Count;
        return null;
    }

    /// <inheritdoc/>
    public override GradientOutcome AdjustGradients(in GradientInput step)
    {
        if (step.Memory.Count == 0) return GradientOutcome.Unchanged;
        IReadOnlyList<ReplayExample> batch = sampler.Draw(step.Memory, options.BatchSize ?? examples, step.Random);
        Tensor reference = step.Passes.Gradients([.. batch.Select(m => m.Example)], step.Weights, GradientTarget.CrossEntropy, GradientReduction.BatchMean);
        return Project(step.Gradients, reference) is { } projected ? new(projected) : GradientOutcome.Unchanged;
    }

    /// <inheritdoc/>
    public override void AfterTask(in TaskFinished task) => sampler.Begin();

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state) => state.Child("passes", sampler);

    /// <summary>Computes g − (g·r / r·r) r if g·r is negative; null if it is not, or if r is too small or not finite.</summary>
    private static Tensor? Project(Tensor gradient, Tensor reference)
    {
        double dot = gradient.mul(reference).sum().ToDouble(), size = reference.square().sum().ToDouble();
        return dot < 0 && size > Guard && double.IsFinite(size) ? gradient - reference * (dot / size) : null;
    }
}

/// <summary>Options of averaged gradient episodic memory.</summary>
public sealed class AGemOptions
{
    /// <summary>The variant of choosing the reference batch. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>
    /// The sampling of the reference batch; null for the profile's: recommended evenly over past tasks, paper uniformly from the whole buffer, official code
    /// evenly and in passes over each task's examples. Default: null.
    /// </summary>
    public MemoryDraw? Draw { get; set; }

    /// <summary>Replay examples per reference gradient; null takes as many as the step has examples. Default: null.</summary>
    [Range(1, 100000)]
    public int? BatchSize { get; set; }

    /// <summary>The replay buffer. Default: uniform, 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");
}
