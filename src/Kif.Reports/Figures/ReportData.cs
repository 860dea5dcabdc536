namespace Kif.Reports;

/// <summary>The data of a report or of one part of it: runs over the same tasks, from one or several folders.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Sources">The folders of the runs.</param>
/// <param name="Result">All runs.</param>
/// <param name="Orders">The tasks of each order, by its name.</param>
/// <param name="Differences">The differences between the sources, other than strategies, orders and seeds; empty for one source.</param>
internal sealed record ReportData(
    string Title, IReadOnlyList<ReportSource> Sources, ComparisonResult Result, IReadOnlyDictionary<string, IReadOnlyList<string>> Orders,
    IReadOnlyList<SourceDifference> Differences)
{
    private IReadOnlyList<string>? strategies;

    /// <summary>The strategies in the order of their first runs; those with failed runs only are at the end.</summary>
    public IReadOnlyList<string> Strategies =>
        strategies ??= [.. Result.Runs.Select(r => r.Strategy).Concat(Result.Failures.Select(f => f.Key.Strategy)).Distinct()];

    /// <summary>The tasks of the first order.</summary>
    public IReadOnlyList<string> Tasks => Orders.Count > 0 ? Orders.First().Value : [];

    /// <summary>Returns the number of a strategy's color, mark and dash pattern.</summary>
    public int StyleOf(string strategy) => Strategies.ToList().IndexOf(strategy);

    /// <summary>Returns the runs of a strategy, of all orders or one.</summary>
    public IReadOnlyList<StrategyRun> RunsOf(string strategy, string? order = null) =>
        [.. Result.Runs.Where(r => r.Strategy == strategy && (order is null || r.Order == order))];

    /// <summary>Returns the steps of a run; empty if they were not saved.</summary>
    public IReadOnlyList<SavedStep> Steps(RunKey run) => Sources.Select(s => s.Steps(run)).FirstOrDefault(s => s.Count > 0) ?? [];
}

/// <summary>One of a report's saved comparisons.</summary>
/// <param name="Label">A short, unique name.</param>
/// <param name="Saved">The comparison.</param>
/// <param name="Runs">The saved key of each of its runs, by the key in the report.</param>
internal sealed record ReportSource(string Label, SavedComparison Saved, IReadOnlyDictionary<RunKey, RunKey> Runs)
{
    /// <summary>Returns the steps of a run of the report; empty if it is not one of these runs, or if its steps were not saved.</summary>
    public IReadOnlyList<SavedStep> Steps(RunKey run) => Runs.TryGetValue(run, out RunKey? saved) ? Saved.Steps(saved) : [];
}

/// <summary>The metric that scored a comparison.</summary>
internal static class ScoringMetric
{
    /// <summary>Returns the metric's name; exact match if none is saved.</summary>
    public static string NameOf(RunDescription description) => description.Metric.Use is { Length: > 0 } name ? name : new ExactMatch().Name;

    /// <summary>Returns the rule that judges single answers: the metric itself if it is an exact match, or else the default exact match.</summary>
    public static ExactMatch MetricOf(RunDescription description) =>
        Enum.GetValues<ExactMatchRule>().Select(r => new ExactMatch(r)).FirstOrDefault(m => m.Name == NameOf(description)) ?? new ExactMatch();
}

/// <summary>The names of files and folders.</summary>
internal static class FileNames
{
    /// <summary>Returns a name that is valid on every system: characters other than letters, digits and <c>.+-_</c> become <c>_</c>.</summary>
    public static string Safe(string name)
    {
        string plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-' or '_' ? c : '_'));
        return plain.Trim('.') is { Length: > 0 } kept ? kept : "_";
    }
}
