namespace Kif.Strategies;

/// <summary>The two moving averages of one task: vectors of the model's space, no bias correction (spec 3.2).</summary>
public sealed class SensitivityTracker : IImportanceTracker
{
    private readonly SensitivityOrder order;
    private readonly SensitivityOptions options;
    private Tensor? sensitivity, uncertainty, take1, take2;

    /// <summary>Starts at zero.</summary>
    /// <param name="order">Order of the approximation.</param>
    /// <param name="options">Smoothing and timing.</param>
    /// <param name="space">The space of the vectors.</param>
    /// <param name="device">Where they lie.</param>
    public SensitivityTracker(SensitivityOrder order, SensitivityOptions options, ParameterSpace space, Device device)
    {
        (this.order, this.options) = (order, options);
        Tensor Own(Tensor t) => t.DetachFromDisposeScope();
        (sensitivity, uncertainty) = (Own(space.Zeros(device)), Own(space.Zeros(device)));
        take1 = Own(torch.tensor(1 - options.Beta1, dtype: space.DType, device: device));
        take2 = Own(torch.tensor(1 - options.Beta2, dtype: space.DType, device: device));
    }

    /// <summary>S, borrowed.</summary>
    public Tensor Smoothed => sensitivity ?? throw new ObjectDisposedException(nameof(SensitivityTracker));

    /// <summary>U, borrowed.</summary>
    public Tensor Uncertainty => uncertainty ?? throw new ObjectDisposedException(nameof(SensitivityTracker));

    /// <inheritdoc/>
    public void Observe(in StepCompleted step)
    {
        if (step.Position.Step <= options.WarmupSteps) return;
        using var scope = torch.NewDisposeScope();
        Tensor weights = options.Timing == SensitivityTiming.AfterStep
            ? step.Weights
            : step.PreviousWeights ?? throw new InvalidOperationException("the plan of the task did not ask for the weights before the step");
        Tensor gradients = options.Unclipped && step.ClippingFactor != 1 ? step.Gradients / step.ClippingFactor : step.Gradients;
        SensitivityMath.Smooth(SensitivityMath.Step(weights, gradients, order), Smoothed, Uncertainty, take1!, take2!);
    }

    /// <summary>S ⊙ U in float64 (spec 3.2).</summary>
    public Tensor Score(in TaskCompleted task) => Smoothed.to_type(ScalarType.Float64, copy: true).mul_(Uncertainty);

    /// <inheritdoc/>
    public void Visit(IStateVisitor state)
    {
        state.Vector("sensitivity", ref sensitivity);
        state.Vector("uncertainty", ref uncertainty);
        state.Tensor("take1", ref take1);
        state.Tensor("take2", ref take2);
    }
}
