using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Pipeline.Output;
using Kif.Pipeline.Statistics;

namespace Kif.Reports.Subjects;

/// <summary>What a report, or one part of it, is about: runs over the same tasks, from one folder or several.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Sources">Where the runs come from.</param>
/// <param name="Result">All of them.</param>
/// <param name="Orders">The tasks of each order, by its name.</param>
/// <param name="Differences">In what the sources differ, beside strategies, orders and seeds; empty for one source.</param>
internal sealed record ReportSubject(
    string Title, IReadOnlyList<SubjectSource> Sources, ComparisonResult Result, IReadOnlyDictionary<string, IReadOnlyList<string>> Orders, IReadOnlyList<SourceDifference> Differences)
{
    private IReadOnlyList<string>? strategies;
    private ComparisonStatistics? statistics;

    /// <summary>How the runs are judged: by the metric that scored them where it is known, or else by exact match.</summary>
    public StatisticsOptions Options => new() { Metric = Sources[0].Saved.Metric ?? ScoredBy.MetricOf(Sources[0].Saved.Description) };

    /// <summary>What the runs show, and how surely.</summary>
    public ComparisonStatistics Statistics => statistics ??= ComparisonStatistics.Of(Result, Options);

    /// <summary>The strategies in the order of their first runs, those whose runs all failed at the end.</summary>
    public IReadOnlyList<string> Strategies => strategies ??= [.. Result.Runs.Select(r => r.Strategy).Concat(Result.Failures.Select(f => f.Key.Strategy)).Distinct()];

    /// <summary>The tasks, in the first order.</summary>
    public IReadOnlyList<string> Tasks => Orders.Count > 0 ? Orders.First().Value : [];

    /// <summary>The number of a strategy's colour, mark and pattern.</summary>
    public int StyleOf(string strategy) => Strategies.ToList().IndexOf(strategy);

    /// <summary>The runs of a strategy, of all orders or one.</summary>
    public IReadOnlyList<StrategyRun> Of(string strategy, string? order = null) => [.. Result.Runs.Where(r => r.Strategy == strategy && (order is null || r.Order == order))];

    /// <summary>The steps of a run; empty where they were not kept.</summary>
    public IReadOnlyList<SavedStep> Steps(RunKey run) => Sources.Select(s => s.Steps(run)).FirstOrDefault(s => s.Count > 0) ?? [];
}
