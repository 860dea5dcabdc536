namespace Kif;

/// <summary>The metrics that a comparison does not have because of what it was asked to score, with the reason.</summary>
internal static class AbsentMetrics
{
    private static readonly string[] BeforeLearning = ["fwt", "fwt-over-untrained"];

    /// <summary>Returns the metrics with their reasons; empty if everything that they need was scored.</summary>
    public static IReadOnlyList<(RunMetric Metric, string Reason)> Of(ComparisonResult result) => result.Score != ScoredTasks.Seen ? [] :
        [.. BeforeLearning.Select(name => (RunMetrics.Get(name), "tasks were scored from when they were learned on (--score seen), not before"))];

    /// <summary>Returns one sentence on all of them, without its full stop; null if there is none.</summary>
    public static string? Sentence(ComparisonResult result) => Of(result) is { Count: > 0 } absent
        ? $"No {string.Join(", no ", absent.Select(a => a.Metric.Title))}: {absent[0].Reason}" : null;
}
