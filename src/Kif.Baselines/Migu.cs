using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// MIGU updates only the rows of a linear map whose outputs are large (algorithms.md 10.13): from the second task on, the gradient of a row is dropped if the
/// sum of its absolute outputs over the step is below a quantile over all rows. In an adapter, A and B are such maps; biases, norms and embeddings are never
/// masked.
/// </summary>
/// <param name="options">Quantile and freezing.</param>
internal sealed class MiguStrategy(MiguOptions options) : ContinualStrategy
{
    private ParameterSpace? space;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Gradients);

    /// <inheritdoc/>
    public override void AttachSpace(in SpaceAttachment attached) => space = attached.Space;

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task) => new() { NeedsOutputs = Masks(task.Index) };

    /// <inheritdoc/>
    public override GradientOutcome AdjustGradients(in GradientInput step)
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

/// <summary>Options of MIGU.</summary>
public sealed class MiguOptions
{
    /// <summary>The quantile of a map's summed absolute outputs below which rows are not updated; 0 updates all. Default: 0.7.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.4, 0.95)]
    public double Quantile { get; set; } = 0.7;

    /// <summary>Whether masked rows stay unchanged; otherwise the optimizer's momentum and weight decay still move them. Default: false.</summary>
    public bool FreezeMaskedRows { get; set; }

    /// <summary>The weights trained and masked: the factors of an adapter, or the weights of all linear maps. Default: an adapter.</summary>
    public TrainedWeights Trains { get; set; } = TrainedWeights.Adapter;
}
