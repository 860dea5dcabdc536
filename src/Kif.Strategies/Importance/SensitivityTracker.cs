namespace Kif;

/// <summary>The tracker of the two moving averages of one task: vectors of the model's space, without bias correction (algorithms.md 3.2).</summary>
internal sealed class SensitivityTracker : IImportanceTracker
{
    private readonly SensitivityOrder order;
    private readonly SensitivityOptions options;
    private readonly SensitivityScore score;
    private Tensor? sensitivity, uncertainty, take1, take2;
    private int observed, steps;

    /// <summary>Creates a tracker that starts at zero.</summary>
    /// <param name="order">The order of the approximation.</param>
    /// <param name="options">Smoothing and timing.</param>
    /// <param name="space">The space of the vectors.</param>
    /// <param name="device">The device of the vectors.</param>
    /// <param name="score">The averages used. Default: the product of both.</param>
    public SensitivityTracker(SensitivityOrder order, SensitivityOptions options, ParameterSpace space, Device device,
        SensitivityScore score = SensitivityScore.Product)
    {
        (this.order, this.options, this.score) = (order, options, score);
        Tensor Own(Tensor t) => t.DetachFromDisposeScope();
        (sensitivity, uncertainty) = (Own(space.Zeros(device)), Own(space.Zeros(device)));
        take1 = Own(torch.tensor(options.Smoothing == SensitivitySmoothing.None ? 1 : 1 - options.Beta1, dtype: space.DType, device: device));
        take2 = Own(torch.tensor(1 - options.Beta2, dtype: space.DType, device: device));
    }

    /// <summary>S, the smoothed sensitivity; borrowed.</summary>
    public Tensor Smoothed => sensitivity ?? throw new ObjectDisposedException(nameof(SensitivityTracker));

    /// <summary>U, the smoothed uncertainty; borrowed.</summary>
    public Tensor Uncertainty => uncertainty ?? throw new ObjectDisposedException(nameof(SensitivityTracker));

    /// <summary>Steps that were counted.</summary>
    public int Observed => observed;

    /// <summary>Steps, counted or left out.</summary>
    public int Steps => steps;

    /// <inheritdoc/>
    public void Observe(in StepEnd step)
    {
        steps++;
        if (step.Position.Step <= options.WarmupSteps) return;
        using var scope = torch.NewDisposeScope();
        Tensor weights = options.Timing == SensitivityTiming.AfterStep
            ? step.Weights
            : step.PreviousWeights ?? throw new InvalidOperationException("the plan of the task did not ask for the weights before the step");
        Tensor gradients = options.Unclipped && step.ClippingFactor != 1 ? step.Gradients / step.ClippingFactor : step.Gradients;
        observed++;
        Tensor? share = options.Smoothing == SensitivitySmoothing.Mean ? torch.tensor(1.0 / observed, dtype: Smoothed.dtype, device: Smoothed.device) : null;
        SensitivityMath.Smooth(SensitivityMath.Step(weights, gradients, order), Smoothed, Uncertainty, share ?? take1!, share ?? take2!);
    }

    /// <inheritdoc/>
    public Tensor Score(in TaskEnd task) => Score();

    /// <summary>Computes the score so far: S ⊙ U in float64 (algorithms.md 3.2), or one of them alone; the caller owns it.</summary>
    public Tensor Score()
    {
        if (score == SensitivityScore.Uncertainty) return Uncertainty.to_type(ScalarType.Float64, copy: true);
        Tensor result = Smoothed.to_type(ScalarType.Float64, copy: true);
        return score == SensitivityScore.Sensitivity || options.Smoothing == SensitivitySmoothing.None ? result : result.mul_(Uncertainty);
    }

    /// <inheritdoc/>
    public void Visit(IStateVisitor state)
    {
        state.Vector("sensitivity", ref sensitivity);
        state.Vector("uncertainty", ref uncertainty);
        state.Tensor("take1", ref take1);
        state.Tensor("take2", ref take2);
        state.Value("observed", ref observed);
        state.Value("steps", ref steps);
    }
}

/// <summary>The formulas of algorithms.md 3.1 and 3.2 on flat vectors.</summary>
internal static class SensitivityMath
{
    /// <summary>Computes the per-step importance I of each element from weights and gradients (algorithms.md 3.1); a new tensor.</summary>
    public static Tensor Step(Tensor weights, Tensor gradients, SensitivityOrder order)
    {
        Tensor x = weights.mul(gradients);
        return order switch
        {
            SensitivityOrder.First => x.abs_(),
            SensitivityOrder.Second => x.pow_(2),
            _ => x.mul_(x.mul(-0.5).add_(1)).abs_(),
        };
    }

    /// <summary>Smooths in place, in this order: S ← β₁S + (1−β₁)I, then U ← β₂U + (1−β₂)|I − S| with the new S (algorithms.md 3.2).</summary>
    /// <param name="step">I; overwritten.</param>
    /// <param name="sensitivity">S.</param>
    /// <param name="uncertainty">U.</param>
    /// <param name="take1">1 − β₁ as a scalar tensor.</param>
    /// <param name="take2">1 − β₂ as a scalar tensor.</param>
    public static void Smooth(Tensor step, Tensor sensitivity, Tensor uncertainty, Tensor take1, Tensor take2)
    {
        sensitivity.lerp_(step, take1);
        step.sub_(sensitivity).abs_();
        uncertainty.lerp_(step, take2);
    }
}
