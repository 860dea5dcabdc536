namespace Kif;

/// <summary>
/// The study of what importance is worth by the scale on which units' scores are compared: every normalization with the published aggregation, and every
/// other aggregation with ranks, beside averaging that looks at no score.
/// </summary>
internal static class NormalizationStudy
{
    /// <summary>Creates the study.</summary>
    public static Study Create()
    {
        StudyArm Arm(ScoreNormalization scale, UnitAggregation units) => new(
            units == UnitAggregation.ProductOfMeans ? scale.ToString().ToLowerInvariant() : $"{scale}-{units}".ToLowerInvariant(), "kif-lora",
            $"normalization={scale}", $"aggregation={units}");
        return new(
            "normalization", "Is there a scale of unit scores with which importance beats blind averaging?",
            "Min-max leaves nearly all coefficients at one half, so it equals averaging; ranks spread them evenly, so with ranks importance should help, "
            + "if these scores say anything about what tasks need.")
        {
            Baseline = "kif-average", More = [PlantedUnits.Table], Streams = [new("default", EmbeddedStream.DefaultOrder)],
            Arms =
            [
                new("kif-average", "kif-average"), new("seq-lora", "seq-lora"),
                .. Enum.GetValues<ScoreNormalization>().Select(scale => Arm(scale, UnitAggregation.ProductOfMeans)),
                .. from units in Enum.GetValues<UnitAggregation>()
                   where units != UnitAggregation.ProductOfMeans
                   select Arm(ScoreNormalization.Rank, units),
            ],
        };
    }
}
