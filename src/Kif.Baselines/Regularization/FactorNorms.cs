namespace Kif.Baselines;

/// <summary>
/// The penalty on the factors in training: weight · Σ over modules of ‖A‖ + ‖B‖, Frobenius norms, not squared (spec 10.10). Active from the first task on.
/// </summary>
/// <param name="weight">The term's weight at a step; 0 disables it.</param>
public sealed class FactorNorms(Func<StepPosition, double> weight) : ContinualStrategy
{
    private int[][] groups = [];

    /// <inheritdoc/>
    public override void Attach(in SpaceAttached space) => groups = FactorGroups.Of(space.Space, "norm of factors", ParameterRole.LoraA, ParameterRole.LoraB);

    /// <inheritdoc/>
    public override Tensor? Penalty(in StepEnding step)
    {
        double scale = weight(step.Position);
        if (scale == 0) return null;
        Tensor[] pieces = step.Space.Split(step.Weights);
        return groups.Select(g => Norms(FactorGroups.Stack(pieces, g))).Aggregate((a, b) => a + b) * scale;
    }

    /// <summary>Sums the Frobenius norms of a stack of matrices [n, rows, columns]; the gradient at a zero matrix is 0.</summary>
    public static Tensor Norms(Tensor stack) => stack.flatten(1).norm(1, p: 2).sum();
}
