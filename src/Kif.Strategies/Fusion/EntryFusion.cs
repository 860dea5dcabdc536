namespace Kif.Strategies;

/// <summary>The common operations of element-wise fusers.</summary>
internal static class EntryFusion
{
    /// <summary>Fuses by one coefficient of the current model per element; units are reported with the mean of their elements.</summary>
    /// <param name="input">The fuser's input.</param>
    /// <param name="coefficients">A vector of the space in float64, each in [0, 1].</param>
    public static Fusion Of(in FusionInput input, Tensor coefficients) =>
        new(Means(input.Units, coefficients), torch.lerp(input.PreviousWeights, input.CurrentWeights, coefficients.to_type(input.CurrentWeights.dtype)));

    /// <summary>Computes the mean coefficient per unit.</summary>
    public static double[] Means(SkillUnits units, Tensor coefficients) => units.Reduce(coefficients, UnitAggregation.Mean).Values.ToArray();

    /// <summary>Returns the two vectors of element scores in float64.</summary>
    /// <exception cref="ArgumentException">The input has no element scores.</exception>
    public static (Tensor Current, Tensor Accumulated) Scores(in FusionInput input) =>
        input is { CurrentEntries: { } current, AccumulatedEntries: { } accumulated }
            ? (current.to_type(ScalarType.Float64), accumulated.to_type(ScalarType.Float64))
            : throw new ArgumentException("this fuser decides entry by entry and was given no scores of entries", nameof(input));
}
