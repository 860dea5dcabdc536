namespace Kif;

/// <summary>
/// The study of importance itself: every estimator under the same fuser, and beside the comparisons what each says of units against what removing them costs.
/// </summary>
internal static class ImportanceStudy
{
    private static readonly string[] Estimators =
    [
        "mixed", "first-order", "second-order", "sensitivity-only", "uncertainty-only", "gradient", "gradient-squared", "fisher", "magnitude", "task-vector",
        "path-integral", "mas", "random", "constant",
    ];

    private static readonly string[] Extremes = ["mixed", "fisher", "random"];

    /// <summary>Creates the study on the embedded stream.</summary>
    public static Study Create() => new(
        "importance", "Does it matter which importance fusion goes by?",
        "Estimators that see gradients agree with each other and with what a removal costs; random scores do not. Since the adaptive rule keeps coefficients "
        + "near one half, what is kept of tasks should hardly depend on the estimator; ranks spread coefficients, so there it should.")
    {
        Baseline = "random", Streams = [new("default", EmbeddedStream.DefaultOrder)], More = [UnitAblation.Tables, PlantedUnits.Table],
        Arms =
        [
            .. Estimators.Select(e => new StudyArm(e, "kif-lora", $"estimate={e}")),
            .. Extremes.Select(e => new StudyArm($"{e}-rank", "kif-lora", $"estimate={e}", "normalization=Rank")),
        ],
    };

    /// <summary>Creates the study on tasks of the caller's: the two extremes and the published estimator only.</summary>
    public static Study CreateReal() => new(
        "importance-real", "Does it matter on real tasks which importance fusion goes by?", "As on the embedded stream.")
    {
        Baseline = "random", Streams = [new("tasks", ["yelp", "mnli", "rte"])], More = [UnitAblation.Tables],
        Arms = [.. Extremes.Select(e => new StudyArm(e, "kif-lora", $"estimate={e}"))], Start = RealStudy.Start,
    };
}
