using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// A fuser that averages the two models element by element, weighted by importance to the task just learned and to all earlier ones: Fisher merging if the
/// estimator is the Fisher information. Raw scores accumulate over tasks: P ← d·P + F.
/// </summary>
/// <param name="options">The decay.</param>
internal sealed class FisherWeightedFuser(FisherWeightedFuserOptions options) : IKnowledgeFuser
{
    /// <inheritdoc/>
    public bool NeedsElementScores => true;

    /// <inheritdoc/>
    public Fusion Fuse(in FusionInput input)
    {
        (Tensor current, Tensor accumulated) = ElementFusion.Scores(input);
        return ElementFusion.Of(input, Coefficients(current, accumulated));
    }

    /// <inheritdoc/>
    public Tensor AccumulateElementScores(Tensor accumulated, Tensor current) => accumulated.mul(options.Decay).add(current);

    /// <summary>Computes F / (F + P) per element, 0.5 where both are zero.</summary>
    public static Tensor Coefficients(Tensor current, Tensor accumulated)
    {
        Tensor sum = current.add(accumulated);
        return torch.where(sum.gt(0), current.div(sum), torch.full_like(sum, 0.5));
    }
}

/// <summary>Options of the Fisher-weighted fuser.</summary>
internal sealed class FisherWeightedFuserOptions
{
    /// <summary>The factor on earlier tasks' scores whenever a task's scores are added; 1 weights all tasks equally. Default: 1.</summary>
    [Range(0.0, 1.0)]
    public double Decay { get; set; } = 1;
}
