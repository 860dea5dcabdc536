using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// The statistics of a comparison. The unit is the run: one strategy with one order and one seed; runs of the same order and seed are paired. Runs of one order
/// are not independent, so differences are also tested order by order. Below three distinct seeds, and below six orders, strategies are not comparable: there
/// is no ranking and no p-value.
/// </summary>
public sealed class ComparisonStatistics
{
    private static readonly string[] Compared = ["ap", "forgetting"];

    private ComparisonStatistics(ComparisonResult result, StatisticsOptions options)
    {
        Options = options;
        IGrouping<string, StrategyRun>[] groups = [.. result.Runs.GroupBy(r => r.Strategy)];
        Baseline = BaselineOf(options.Baseline ?? result.Baseline, [.. groups.Select(g => g.Key)]);
        Strategies = [.. groups.Select(g => Summary(g.Key, [.. g], options))];
        Differences = PairedComparison.Adjust([.. Compared.SelectMany(metric => PairedComparison.Of(groups, Baseline, RunMetrics.Get(metric), options))]);
        ITaskMetric scoring = options.Metric ?? result.Metric ?? new ExactMatch();
        Noise = [.. groups.Select(g => NoiseAnalysis.Of(g.Key, [.. g], scoring))];
        Ranking = [.. Strategies.Where(s => s.Comparable && !double.IsNaN(s.Metrics["ap"].Mean)).OrderByDescending(s => s.Metrics["ap"].Mean)];
        if (!Comparable) Ranking = [];
    }

    /// <summary>Computes the statistics of a comparison.</summary>
    /// <param name="result">The comparison's runs.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="CompositionException">The baseline is not among the strategies.</exception>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public static ComparisonStatistics Of(ComparisonResult result, StatisticsOptions? options = null)
    {
        options ??= new();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        return new(result, options);
    }

    /// <summary>The options.</summary>
    public StatisticsOptions Options { get; }

    /// <summary>The statistics of each strategy, in the order of first runs.</summary>
    public IReadOnlyList<StrategyStatistics> Strategies { get; }

    /// <summary>The strategies with enough seeds, ranked by mean AP with the best first; empty if the comparison is not comparable.</summary>
    public IReadOnlyList<StrategyStatistics> Ranking { get; }

    /// <summary>The differences of every other strategy from the baseline: in AP, then in forgetting. Strategies without a pair are missing.</summary>
    public IReadOnlyList<PairedDifference> Differences { get; }

    /// <summary>The sources of each strategy's noise.</summary>
    internal IReadOnlyList<NoiseComponents> Noise { get; }

    /// <summary>The baseline strategy; empty if there is no run.</summary>
    public string Baseline { get; }

    /// <summary>
    /// Whether at least one strategy has three distinct seeds, or six orders; with several strategies, whether the baseline and another one have.
    /// </summary>
    public bool Comparable => WhyNotComparable is null;

    /// <summary>The reason against ranking; null if ranking is allowed.</summary>
    public string? WhyNotComparable
    {
        get
        {
            if (Strategies.Count == 0) return "not comparable: no run is done";
            StrategyStatistics[] others = [.. Strategies.Where(s => s.Strategy != Baseline)];
            StrategyStatistics first = Strategies.First(s => s.Strategy == Baseline);
            if (first.Comparable && (others.Length == 0 || others.Any(s => s.Comparable))) return null;
            return StatisticsSentences.TooFew(others.Length == 0 ? first.SeedCount : Math.Min(first.SeedCount, others.Max(s => s.SeedCount)));
        }
    }

    /// <summary>Returns the conclusion about a strategy compared with the baseline, in one plain sentence.</summary>
    /// <exception cref="CompositionException">There is no such strategy.</exception>
    public string Sentence(string strategy) => StatisticsSentences.Of(this, Get(strategy));

    /// <summary>Returns the statistics of a strategy.</summary>
    /// <exception cref="CompositionException">There is no such strategy.</exception>
    public StrategyStatistics Get(string strategy) => Strategies.FirstOrDefault(s => s.Strategy == strategy)
        ?? throw new CompositionException(UnknownName.Message("strategy of the comparison", strategy, Strategies.Select(s => s.Strategy)));

    private static string BaselineOf(string? wanted, string[] strategies)
    {
        if (wanted is not null && strategies.Length > 0 && !strategies.Contains(wanted))
            throw new CompositionException(UnknownName.Message("baseline", wanted, strategies));
        return strategies.Length == 0 ? "" : wanted ?? (strategies.Contains("seq-lora") ? "seq-lora" : strategies[0]);
    }

    private static StrategyStatistics Summary(string strategy, StrategyRun[] runs, StatisticsOptions options)
    {
        int seeds = runs.Select(r => r.Seed).Distinct().Count(), orders = runs.Select(r => r.Order).Distinct().Count();
        return new(strategy, runs.Length, seeds, orders, StatisticsOptions.Suffices(seeds, orders),
            RunMetrics.All.ToDictionary(m => m.Name, m => SampleSummary.Of(runs.Select(m.Of), options)));
    }
}

/// <summary>The statistics of a strategy over all its runs.</summary>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Runs">Number of runs.</param>
/// <param name="SeedCount">Number of distinct seeds.</param>
/// <param name="OrderCount">Number of distinct orders.</param>
/// <param name="Comparable">Whether it has enough runs to be ranked: of three distinct seeds, or of six orders.</param>
/// <param name="Metrics">Every metric of <see cref="RunMetrics.All"/> by name.</param>
public sealed record StrategyStatistics(
    string Strategy, int Runs, int SeedCount, int OrderCount, bool Comparable, IReadOnlyDictionary<string, SampleSummary> Metrics);
