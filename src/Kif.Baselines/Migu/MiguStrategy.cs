namespace Kif.Baselines;

/// <summary>
/// MIGU updates only the rows of a linear map whose outputs are large (spec 10.13): from the second task on, the gradient of a row is dropped if the sum of its
/// absolute outputs over the step is below a quantile over all rows. In an adapter, A and B are such maps; biases, norms and embeddings are never masked.
/// </summary>
/// <param name="options">Quantile and freezing.</param>
public sealed class MiguStrategy(MiguOptions options) : ContinualStrategy
{
    private ParameterSpace? space;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Gradients);

    /// <inheritdoc/>
    public override void Attach(in SpaceAttached attached) => space = attached.Space;

    /// <inheritdoc/>
    public override TaskPlan BeginTask(in TaskStarting task) => new() { NeedsOutputs = Masks(task.Index) };

    /// <inheritdoc/>
    public override GradientOutcome AdjustGradients(in GradientsReady step)
    {
        if (!Masks(step.Position.TaskIndex)) return GradientOutcome.Unchanged;
        Tensor mask = torch.ones_like(step.Gradients);
        foreach ((string name, Tensor outputs) in step.Outputs)
        {
            ParameterInfo weight = space![name];
            Tensor open = Rows(outputs, options.Quantile);
            // Adapter factors always have outputs by rows, regardless of the adapted map.
            bool columns = weight.Role == ParameterRole.Weight && weight.Module.Transposed;
            space.View(mask, weight).copy_(columns ? open : open.unsqueeze(1));
        }
        return new(step.Gradients * mask, options.FreezeMaskedRows ? mask : null);
    }

    /// <summary>Returns true for the rows to update: those at or above the quantile of the sums [rows], interpolated linearly.</summary>
    public static Tensor Rows(Tensor sums, double quantile) => sums.ge(torch.quantile(sums, torch.tensor(quantile, dtype: sums.dtype, device: sums.device)));

    private bool Masks(int task) => task > 0 && options.Quantile > 0;
}
