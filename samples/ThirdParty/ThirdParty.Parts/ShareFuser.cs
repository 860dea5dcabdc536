using System.ComponentModel.DataAnnotations;
using Kif;

namespace ThirdParty.Parts;

/// <summary>Options of <see cref="ShareFuser"/>.</summary>
public sealed class ShareFuserOptions
{
    /// <summary>Exponent of both scores: 0 averages, 1 weighs by importance, more comes near to taking the larger side. Default: 1.</summary>
    [Range(0.0, 16.0)]
    public double Sharpness { get; set; } = 1;
}

/// <summary>Weighs two models by their share of a unit's importance: c = pᵏ / (pᵏ + qᵏ), and a half where neither has any.</summary>
public sealed class ShareFuser(ShareFuserOptions options) : IKnowledgeFuser
{
    /// <inheritdoc/>
    public Fusion Fuse(in FusionInput input)
    {
        double[] shares = new double[input.Units.Count];
        for (int u = 0; u < shares.Length; u++) shares[u] = Share(input.Current[u], input.Accumulated[u], options.Sharpness);
        return new Fusion(shares);
    }

    /// <summary>The current model's share.</summary>
    public static double Share(double current, double accumulated, double sharpness)
    {
        // Scaled by the larger one, so that no power overflows or vanishes.
        double most = Math.Max(current, accumulated);
        if (most <= 0) return 0.5;
        double p = Math.Pow(Math.Max(0, current) / most, sharpness), q = Math.Pow(Math.Max(0, accumulated) / most, sharpness);
        return p / (p + q);
    }
}
