using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Output;

namespace Kif.Reports.Subjects;

/// <summary>The metric that scored a comparison.</summary>
internal static class ScoredBy
{
    /// <summary>Returns the metric's name; exact match if none is saved.</summary>
    public static string NameOf(RunDescription description) => description.Metric.Use is { Length: > 0 } name ? name : new ExactMatch().Name;

    /// <summary>Returns the rule that judges single answers: the metric itself if it is an exact match, or else the default exact match.</summary>
    public static ExactMatch MetricOf(RunDescription description) =>
        Enum.GetValues<ExactMatchRule>().Select(r => new ExactMatch(r)).FirstOrDefault(m => m.Name == NameOf(description)) ?? new ExactMatch();
}
