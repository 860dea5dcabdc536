namespace Kif;

/// <summary>Applies a fuser's decision to two sets of weights.</summary>
internal static class UnitFusion
{
    /// <summary>
    /// Computes prev + c·(cur − prev) per unit, exact at 0 and 1 (algorithms.md 6.3), or takes the fuser's whole weights; elements outside units are handled
    /// separately (algorithms.md 6.5).
    /// </summary>
    /// <param name="units">The units.</param>
    /// <param name="previous">The weights from which the current ones were trained.</param>
    /// <param name="current">The current weights.</param>
    /// <param name="fusion">The decision.</param>
    /// <param name="outside">The coefficient of trained elements outside all units.</param>
    public static Tensor Apply(SkillUnits units, Tensor previous, Tensor current, Fusion fusion, double outside)
    {
        if (fusion.Weights is null)
        {
            using Tensor c = units.Spread([.. fusion.Coefficients], outside, current.device);
            return torch.lerp(previous, current, c);
        }
        if (units.CoversAll) return fusion.Weights;
        using Tensor elsewhere = units.Spread(new double[units.Count], 1, current.device), share = torch.full_like(current, outside);
        return torch.where(elsewhere.gt(0), torch.lerp(previous, current, share), fusion.Weights);
    }
}
