using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Output;

namespace Kif.Reports.Subjects;

/// <summary>By which metric a comparison was scored.</summary>
internal static class ScoredBy
{
    /// <summary>The metric's name; exact match where none is written down.</summary>
    public static string NameOf(RunDescription description) => description.Metric.Use is { Length: > 0 } name ? name : new ExactMatch().Name;

    /// <summary>The rule by which single answers are called right: the metric's own where it is one of exact match, or else the usual one.</summary>
    public static ExactMatch MetricOf(RunDescription description) =>
        Enum.GetValues<ExactMatchRule>().Select(r => new ExactMatch(r)).FirstOrDefault(m => m.Name == NameOf(description)) ?? new ExactMatch();
}
