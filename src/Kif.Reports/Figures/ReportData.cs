using System.Globalization;
using System.Text.RegularExpressions;

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
    private StrategyRoles? roles;
    private ILookup<string, StrategyRun>? runs;

    /// <summary>The strategies in the order of their first runs; those with failed runs only are at the end.</summary>
    public IReadOnlyList<string> Strategies =>
        strategies ??= [.. Result.Runs.Select(r => r.Strategy).Concat(Result.Failures.Select(f => f.Key.Strategy)).Distinct()];

    /// <summary>The roles of the strategies.</summary>
    public StrategyRoles Roles => roles ??= new(this);

    /// <summary>The strategies that compete, those with runs.</summary>
    public IReadOnlyList<string> Contenders => [.. Strategies.Where(s => Roles[s] == StrategyRole.Contender && RunsOf(s).Count > 0)];

    /// <summary>The bounds, those with runs.</summary>
    public IReadOnlyList<string> References => [.. Strategies.Where(s => Roles[s] != StrategyRole.Contender && RunsOf(s).Count > 0)];

    /// <summary>The bound that a gap begins at: the baseline if it is one; null for none.</summary>
    public string? LowerBound => References.Where(s => Roles[s] == StrategyRole.LowerBound).OrderBy(s => s != Result.Statistics.Baseline).FirstOrDefault();

    /// <summary>The bound that a gap ends at: training on all tasks at once if it was run; null for none.</summary>
    public string? UpperBound => References.Where(s => Roles[s] == StrategyRole.UpperBound).OrderBy(s => !Roles.LearnsAllAtOnce(s)).FirstOrDefault();

    /// <summary>The tasks of the first order.</summary>
    public IReadOnlyList<string> Tasks => Orders.Count > 0 ? Orders.First().Value : [];

    /// <summary>Whether there are several orders with runs, of which a mean can be shown.</summary>
    public bool HasSeveralOrders => Orders.Keys.Count(o => Result.Runs.Any(r => r.Order == o)) > 1;

    /// <summary>Returns the number of a strategy's color, mark and dash pattern; below zero for bounds.</summary>
    public int StyleOf(string strategy) => Roles.StyleOf(strategy);

    /// <summary>Returns the runs of a strategy, of all orders or one.</summary>
    public IReadOnlyList<StrategyRun> RunsOf(string strategy, string? order = null) =>
        [.. (runs ??= Result.Runs.ToLookup(r => r.Strategy))[strategy].Where(r => order is null || r.Order == order)];

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

/// <summary>The names of orders as readers see them.</summary>
internal static partial class OrderNames
{
    /// <summary>Returns the name of an order; "order 2" for one that has only a number.</summary>
    public static string Of(string order) => Numbered().Replace(order, "order $1");

    /// <summary>Returns the name of a place in the order of tasks: 1st, 2nd, 3rd, 4th.</summary>
    public static string Place(int number) => number.ToString(CultureInfo.InvariantCulture) + ((number % 100) is >= 11 and <= 13 ? "th"
        : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });

    [GeneratedRegex(@"^order-(\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
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
