using System.ComponentModel.DataAnnotations;
using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Statistics;

/// <summary>
/// What a comparison shows, and how surely. Its unit is the run: one strategy with one order and one seed; runs of the same order and seed are paired. Fewer than three
/// distinct seeds are not comparable: no ranking and no p-values.
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
        Differences = [.. Compared.SelectMany(metric => PairedComparison.Of(groups, Baseline, RunMetrics.Get(metric), options))];
        Noise = [.. groups.Select(g => NoiseAnalysis.Of(g.Key, [.. g], options.Metric))];
        Ranking = [.. Strategies.Where(s => s.Comparable && !double.IsNaN(s.Metrics["ap"].Mean)).OrderByDescending(s => s.Metrics["ap"].Mean)];
        if (!Comparable) Ranking = [];
    }

    /// <summary>Judges a comparison.</summary>
    /// <param name="result">Its runs.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="CompositionException">The baseline is none of the strategies.</exception>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public static ComparisonStatistics Of(ComparisonResult result, StatisticsOptions? options = null)
    {
        options ??= new();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        return new(result, options);
    }

    /// <summary>How it was judged.</summary>
    public StatisticsOptions Options { get; }

    /// <summary>Each strategy over its runs, in the order of their first runs.</summary>
    public IReadOnlyList<StrategyStatistics> Strategies { get; }

    /// <summary>Those with seeds enough by mean AP, the best first; empty where the comparison is not comparable.</summary>
    public IReadOnlyList<StrategyStatistics> Ranking { get; }

    /// <summary>Every strategy but the baseline against it: in AP, then in forgetting. A strategy without a pair is missing.</summary>
    public IReadOnlyList<PairedDifference> Differences { get; }

    /// <summary>Where the noise of each strategy comes from.</summary>
    public IReadOnlyList<NoiseSplit> Noise { get; }

    /// <summary>The strategy that the others are compared with; empty where there is no run.</summary>
    public string Baseline { get; }

    /// <summary>Whether at least one strategy has three distinct seeds, and with several strategies the baseline and another one.</summary>
    public bool Comparable => WhyNotComparable is null;

    /// <summary>Why nothing may be ranked; null where it may.</summary>
    public string? WhyNotComparable
    {
        get
        {
            if (Strategies.Count == 0) return "not comparable: no run is done";
            int seeds = Strategies.Count == 1 ? Strategies[0].SeedCount
                : Math.Min(Strategies.First(s => s.Strategy == Baseline).SeedCount, Strategies.Where(s => s.Strategy != Baseline).Max(s => s.SeedCount));
            return seeds < StatisticsOptions.FewestSeeds ? Sentences.TooFew(seeds) : null;
        }
    }

    /// <summary>What the statistics allow to say about a strategy against the baseline, in one plain sentence.</summary>
    /// <exception cref="CompositionException">There is no such strategy.</exception>
    public string Sentence(string strategy) => Sentences.Of(this, Get(strategy));

    /// <summary>A strategy over its runs.</summary>
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
        int seeds = runs.Select(r => r.Seed).Distinct().Count();
        return new(strategy, runs.Length, seeds, runs.Select(r => r.Order).Distinct().Count(), seeds >= StatisticsOptions.FewestSeeds,
            RunMetrics.All.ToDictionary(m => m.Name, m => SampleSummary.Of(runs.Select(m.Of), options)));
    }
}
