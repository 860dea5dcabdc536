using System.Text.Json.Nodes;

namespace Kif.Reports;

/// <summary>What a strategy is in a comparison.</summary>
internal enum StrategyRole
{
    /// <summary>A continual learner, which competes with others.</summary>
    Contender,

    /// <summary>Training one task after another without protection: what continual learners should beat.</summary>
    LowerBound,

    /// <summary>Training that has what a continual learner has not: all tasks at once, or weights for each task.</summary>
    UpperBound,
}

/// <summary>The roles of a report's strategies. Bounds are references: they are not ranked and not on a Pareto front.</summary>
internal sealed class StrategyRoles
{
    private const string Joint = "joint", PerTask = "per-task";

    private static readonly string[] Sequential = ["seq-lora", "seq-full"];

    private readonly Dictionary<string, StrategyRole> roles;
    private readonly Dictionary<string, int> styles = [];
    private readonly HashSet<string> joint;

    /// <summary>Finds the roles. Where no continual learner was run, bounds are all that there is to look at: sequential training competes then.</summary>
    public StrategyRoles(ReportData data)
    {
        joint = [.. data.Strategies.Where(s => IsJoint(data, s))];
        roles = data.Strategies.ToDictionary(s => s, s => RoleOf(data, s));
        foreach (StrategyRole next in new[] { StrategyRole.LowerBound, StrategyRole.UpperBound })
        {
            if (data.Strategies.Any(s => roles[s] == StrategyRole.Contender && data.RunsOf(s).Count > 0)) break;
            foreach (string strategy in data.Strategies.Where(s => roles[s] == next)) roles[strategy] = StrategyRole.Contender;
        }
        int contenders = 0, references = 0;
        foreach (string strategy in data.Strategies) styles[strategy] = roles[strategy] == StrategyRole.Contender ? contenders++ : --references;
    }

    /// <summary>The role of a strategy.</summary>
    public StrategyRole this[string strategy] => roles.GetValueOrDefault(strategy);

    /// <summary>Returns the number of a strategy's color, mark and dash pattern; below zero for references.</summary>
    public int StyleOf(string strategy) => styles.GetValueOrDefault(strategy);

    /// <summary>Whether a strategy learns all tasks at once.</summary>
    public bool LearnsAllAtOnce(string strategy) => joint.Contains(strategy);

    /// <summary>Returns what a reference is, in words.</summary>
    public string Words(string strategy) => this[strategy] switch
    {
        StrategyRole.LowerBound => "one task after another",
        StrategyRole.UpperBound => LearnsAllAtOnce(strategy) ? "all tasks at once" : "a model for each task",
        _ => strategy,
    };

    private StrategyRole RoleOf(ReportData data, string strategy)
    {
        string[] parts = Parts(data, strategy);
        return joint.Contains(strategy) || parts.Contains(PerTask) ? StrategyRole.UpperBound
            : parts is [var only] && Sequential.Contains(only) ? StrategyRole.LowerBound : StrategyRole.Contender;
    }

    /// <summary>Whether it is joint training by its composition, or by its scores: with several tasks, it has them after the last one only.</summary>
    private static bool IsJoint(ReportData data, string strategy)
    {
        if (Parts(data, strategy).Contains(Joint)) return true;
        IReadOnlyList<StrategyRun> runs = data.RunsOf(strategy);
        return runs.Count > 0 && runs.All(r => r.Matrix.Tasks.Count > 1 && !double.IsNaN(r.Matrix[r.Matrix.Tasks.Count - 1, 0])
            && Enumerable.Range(0, r.Matrix.Tasks.Count - 1).All(l => r.Matrix.Tasks.Select((_, i) => r.Matrix[l, i]).All(double.IsNaN)));
    }

    /// <summary>Returns the names of a composition's strategies; those in its own name if no composition was saved.</summary>
    private static string[] Parts(ReportData data, string strategy)
    {
        foreach (ReportSource source in data.Sources)
        {
            string saved = source.Runs.FirstOrDefault(r => r.Key.Strategy == strategy).Value?.Strategy ?? strategy;
            if (source.Saved.Description.Compositions.TryGetValue(saved, out JsonObject? composition)
                && composition["strategy"] is JsonValue name && name.TryGetValue(out string? named)) return named.Split('+');
        }
        int label = strategy.IndexOf(" (", StringComparison.Ordinal);
        return (label > 0 ? strategy[..label] : strategy).Split('+');
    }
}

/// <summary>The gap in AP between sequential and joint training, over the runs that both have.</summary>
/// <param name="Lower">The lower bound.</param>
/// <param name="Upper">The upper bound.</param>
internal sealed record BoundGap(string Lower, string Upper)
{
    /// <summary>The smallest gap in points of which shares are told; shares of a smaller one are noise.</summary>
    public const double Smallest = 2;

    /// <summary>The mean AP of both.</summary>
    public required (double Lower, double Upper) Ap { get; init; }

    /// <summary>Finds the gap; null without one of the bounds, or if it is too small to be divided.</summary>
    public static BoundGap? Of(ReportData data)
    {
        if (data.LowerBound is not { } lower || data.UpperBound is not { } upper) return null;
        (double low, double high) = Means(data, lower, upper);
        return high - low >= Smallest ? new(lower, upper) { Ap = (low, high) } : null;
    }

    /// <summary>Returns the share of the gap, in percent, that a strategy closes over the runs that all three have; NaN if they have none.</summary>
    public double Closed(ReportData data, string strategy)
    {
        HashSet<(string, long)> own = [.. data.RunsOf(strategy).Select(r => (r.Order, r.Seed))];
        (double low, double high) = Means(data, Lower, Upper, own);
        double mean = Mean(data, strategy, Common(data, Lower, Upper, own));
        return high - low < Smallest ? double.NaN : 100 * (mean - low) / (high - low);
    }

    private static (double Low, double High) Means(ReportData data, string lower, string upper, HashSet<(string, long)>? among = null)
    {
        HashSet<(string, long)> common = Common(data, lower, upper, among);
        return (Mean(data, lower, common), Mean(data, upper, common));
    }

    private static HashSet<(string, long)> Common(ReportData data, string lower, string upper, HashSet<(string, long)>? among) =>
        [.. data.RunsOf(lower).Select(r => (r.Order, r.Seed)).Intersect(data.RunsOf(upper).Select(r => (r.Order, r.Seed)))
            .Where(key => among is null || among.Contains(key))];

    private static double Mean(ReportData data, string strategy, HashSet<(string, long)> keys) =>
        RunMeans.Of(data.RunsOf(strategy).Where(r => keys.Contains((r.Order, r.Seed))).Select(r => ContinualMetrics.AveragePerformance(r.Matrix))).Mean;
}
