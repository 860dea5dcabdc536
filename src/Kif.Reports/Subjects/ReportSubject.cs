using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Pipeline.Output;
using Kif.Pipeline.Statistics;

namespace Kif.Reports.Subjects;

/// <summary>The data of a report or of one part of it: runs over the same tasks, from one or several folders.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Sources">The folders of the runs.</param>
/// <param name="Result">All runs.</param>
/// <param name="Orders">The tasks of each order, by its name.</param>
/// <param name="Differences">The differences between the sources, other than strategies, orders and seeds; empty for one source.</param>
internal sealed record ReportSubject(
    string Title, IReadOnlyList<SubjectSource> Sources, ComparisonResult Result, IReadOnlyDictionary<string, IReadOnlyList<string>> Orders, IReadOnlyList<SourceDifference> Differences)
{
    private IReadOnlyList<string>? strategies;
    private ComparisonStatistics? statistics;

    /// <summary>The options of the statistics: the metric that scored the runs, or exact match if it is unknown.</summary>
    public StatisticsOptions Options => new() { Metric = Sources[0].Saved.Metric ?? ScoredBy.MetricOf(Sources[0].Saved.Description) };

    /// <summary>The statistics of the runs.</summary>
    public ComparisonStatistics Statistics => statistics ??= ComparisonStatistics.Of(Result, Options);

    /// <summary>The strategies in the order of their first runs; those with failed runs only are at the end.</summary>
    public IReadOnlyList<string> Strategies => strategies ??= [.. Result.Runs.Select(r => r.Strategy).Concat(Result.Failures.Select(f => f.Key.Strategy)).Distinct()];

    /// <summary>The tasks of the first order.</summary>
    public IReadOnlyList<string> Tasks => Orders.Count > 0 ? Orders.First().Value : [];

    /// <summary>Returns the number of a strategy's color, mark and dash pattern.</summary>
    public int StyleOf(string strategy) => Strategies.ToList().IndexOf(strategy);

    /// <summary>Returns the runs of a strategy, of all orders or one.</summary>
    public IReadOnlyList<StrategyRun> Of(string strategy, string? order = null) => [.. Result.Runs.Where(r => r.Strategy == strategy && (order is null || r.Order == order))];

    /// <summary>Returns the steps of a run; empty if they were not saved.</summary>
    public IReadOnlyList<SavedStep> Steps(RunKey run) => Sources.Select(s => s.Steps(run)).FirstOrDefault(s => s.Count > 0) ?? [];
}
