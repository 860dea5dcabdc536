using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// The threshold ("static weighted") fuser: blends units important to both sides with γ, takes those important to one side from it, and averages the rest
/// (algorithms.md 6.1). Important means strictly above the percentile of that side's scores.
/// </summary>
/// <param name="options">γ and δ.</param>
internal sealed class ThresholdFuser(ThresholdFuserOptions options) : IKnowledgeFuser
{
    /// <inheritdoc/>
    public Fusion Fuse(in FusionInput input) => new(Coefficients(input.Current, input.Accumulated, options.TopShare, options.SharedWeight));

    /// <summary>Computes the coefficient of the current model per unit from scores on any increasing scale.</summary>
    public static double[] Coefficients(ReadOnlySpan<double> current, ReadOnlySpan<double> accumulated, double topShare, double sharedWeight)
    {
        double now = ScoreMath.Quantile(current, 1 - topShare), before = ScoreMath.Quantile(accumulated, 1 - topShare);
        double[] c = new double[current.Length];
        for (int i = 0; i < c.Length; i++)
            c[i] = (current[i] > now, accumulated[i] > before) switch
            {
                (true, true) => 1 - sharedWeight,
                (false, true) => 0,
                (true, false) => 1,
                _ => 0.5,
            };
        return c;
    }
}

/// <summary>Options of the threshold fuser.</summary>
internal sealed class ThresholdFuserOptions
{
    /// <summary>γ, the weight of the previous model in units important to both sides. Default: 0.7.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.5, 0.9)]
    public double SharedWeight { get; set; } = 0.7;

    /// <summary>δ, the share of units that count as important on each side. Default: 0.2, the 80th percentile.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.05, 0.4)]
    public double TopShare { get; set; } = 0.2;
}
