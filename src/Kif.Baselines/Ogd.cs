using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Orthogonal gradient descent (algorithms.md 10.9): removes the component of a step's gradients along gradients of earlier tasks. An orthonormal basis of
/// these grows with every task. AdamW rescales the rest element by element, so the step itself is only close to orthogonal.
/// </summary>
/// <param name="options">The number of stored gradients.</param>
internal sealed class OgdStrategy(OgdOptions options) : ContinualStrategy
{
    // A smaller share of a gradient's length outside the basis is rounding, not a new direction.
    private const double Negligible = 1e-4;
    private Tensor? basis;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Gradients, AnchorsToPreviousWeights: true);

    /// <inheritdoc/>
    public override GradientOutcome AdjustGradients(in GradientInput step) => basis is null ? GradientOutcome.Unchanged : new(Outside(step.Gradients, basis));

    /// <inheritdoc/>
    public override void AfterTask(in TaskFinished task)
    {
        Tensor? grown = basis;
        foreach (int i in task.Random.Permutation(task.Train.Count).Take(options.PerTask))
        {
            Tensor gradient = task.Passes.Gradients([task.Train[i]], task.Weights, GradientTarget.CrossEntropy, GradientReduction.BatchMean);
            grown = With(grown, gradient);
        }
        if (grown is not null && !ReferenceEquals(grown, basis)) Keep(ref basis, grown);
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state) => state.Tensor("basis", ref basis);

    /// <summary>Computes the component of a vector [n] outside the span of the orthonormal rows of a basis [m, n].</summary>
    public static Tensor Outside(Tensor vector, Tensor basis) => vector - torch.mv(basis.t(), torch.mv(basis, vector));

    /// <summary>Extends the basis by a vector, orthonormalized; returns the basis unchanged if the vector adds no direction.</summary>
    public static Tensor? With(Tensor? basis, Tensor vector)
    {
        double length = vector.norm().ToDouble();
        // Twice, because once leaves rounding errors that grow with the basis.
        Tensor rest = basis is null ? vector : Outside(Outside(vector, basis), basis);
        double left = rest.norm().ToDouble();
        if (!(left > Negligible * length)) return basis;
        Tensor row = (rest / left).unsqueeze(0);
        return basis is null ? row : torch.cat([basis, row]);
    }
}

/// <summary>Options of orthogonal gradient descent.</summary>
public sealed class OgdOptions
{
    /// <summary>The number of training examples per task whose gradients are stored, each a vector of the size of the trained weights. Default: 10.</summary>
    [Range(1, 10_000)]
    public int PerTask { get; set; } = 10;
}
