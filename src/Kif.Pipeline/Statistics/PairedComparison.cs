using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Statistics;

/// <summary>Compares all strategies with the baseline in one metric.</summary>
internal static class PairedComparison
{
    public static IReadOnlyList<PairedDifference> Of(
        IReadOnlyList<IGrouping<string, StrategyRun>> strategies, string baseline, RunMetric metric, StatisticsOptions options)
    {
        Dictionary<(string, long), StrategyRun> partners = strategies.Where(g => g.Key == baseline).SelectMany(g => g).ToDictionary(Pair);
        PairedDifference[] raw =
        [
            .. from strategy in strategies
               where strategy.Key != baseline
               let runs = strategy.Where(r => partners.ContainsKey(Pair(r))).ToArray()
               where runs.Length > 0
               select Of(strategy.Key, baseline, metric, runs, [.. runs.Select(r => partners[Pair(r)])], options),
        ];
        double[] adjusted = HolmAdjustment.Of([.. raw.Select(d => d.PValue)]);
        return [.. raw.Zip(adjusted, (d, p) => d with { AdjustedPValue = p })];
    }

    private static PairedDifference Of(string strategy, string baseline, RunMetric metric, StrategyRun[] runs, StrategyRun[] partners, StatisticsOptions options)
    {
        double[] x = [.. runs.Select(metric.Of)], y = [.. partners.Select(metric.Of)], differences = [.. x.Zip(y, (a, b) => a - b)];
        bool enough = runs.Select(r => r.Seed).Distinct().Count() >= StatisticsOptions.FewestSeeds;
        double p = enough ? SignFlips.PValue(differences, options) : double.NaN;
        double won = differences.Average(d => double.IsNaN(d) ? d : d == 0 ? 0.5 : d > 0 == metric.HigherIsBetter ? 1 : 0);
        EffectSizes effects = EffectSizes.Of(x, y);
        return new(strategy, baseline, metric.Name, runs.Length, SampleSummary.Of(differences, options), p, p, effects.Differences, won) { Effects = effects };
    }

    private static (string, long) Pair(StrategyRun run) => (run.Order, run.Seed);
}
