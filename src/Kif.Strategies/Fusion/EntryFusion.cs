namespace Kif.Strategies;

/// <summary>What fusers that decide entry by entry share.</summary>
internal static class EntryFusion
{
    /// <summary>The fusion by one coefficient of the current model per entry; units are reported with the mean of theirs.</summary>
    /// <param name="input">What the fuser was given.</param>
    /// <param name="coefficients">A vector of the space in float64, each in [0, 1].</param>
    public static Fusion Of(in FusionInput input, Tensor coefficients) =>
        new(Means(input.Units, coefficients), torch.lerp(input.PreviousWeights, input.CurrentWeights, coefficients.to_type(input.CurrentWeights.dtype)));

    /// <summary>The mean of entries per unit.</summary>
    public static double[] Means(SkillUnits units, Tensor coefficients) => units.Reduce(coefficients, UnitAggregation.Mean).Values.ToArray();

    /// <summary>The two vectors of scores that a fuser asked for, in float64.</summary>
    /// <exception cref="ArgumentException">They are not there.</exception>
    public static (Tensor Current, Tensor Accumulated) Scores(in FusionInput input) =>
        input is { CurrentEntries: { } current, AccumulatedEntries: { } accumulated }
            ? (current.to_type(ScalarType.Float64), accumulated.to_type(ScalarType.Float64))
            : throw new ArgumentException("this fuser decides entry by entry and was given no scores of entries", nameof(input));
}
