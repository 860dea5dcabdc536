using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>The adaptive weighted fuser: c = sigmoid((p − q)/τ) of normalized scores, the two-way softmax in its stable form (algorithms.md 6.2).</summary>
/// <param name="options">The temperature.</param>
internal sealed class AdaptiveFuser(AdaptiveFuserOptions options) : IKnowledgeFuser
{
    /// <inheritdoc/>
    public Fusion Fuse(in FusionInput input) => new(Coefficients(input.Current, input.Accumulated, options.Temperature));

    /// <summary>Computes the coefficient of the current model per unit from normalized scores.</summary>
    public static double[] Coefficients(ReadOnlySpan<double> current, ReadOnlySpan<double> accumulated, double temperature)
    {
        double[] c = new double[current.Length];
        for (int i = 0; i < c.Length; i++) c[i] = 1 / (1 + Math.Exp((accumulated[i] - current[i]) / temperature));
        return c;
    }
}

/// <summary>Options of the adaptive fuser.</summary>
internal sealed class AdaptiveFuserOptions
{
    /// <summary>τ, the temperature of the two-way softmax. Default: 0.25.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    [SearchRange(0.05, 1, Logarithmic = true)]
    public double Temperature { get; set; } = 0.25;
}
