using System.Globalization;

namespace Kif;

/// <summary>The settings that a search tries: the same for the same composition, budget and seed.</summary>
internal static class TuningTrialList
{
    private const string RatePath = "learningrate";

    /// <summary>Returns the trials of a strategy: the defaults first, all different, at most as many as the budget allows.</summary>
    /// <param name="composer">The composer of the strategy.</param>
    /// <param name="spec">
    /// The strategy; options that it sets are not searched, and neither are terms that are switched off: a default of 0 with a logarithmic range.
    /// </param>
    /// <param name="options">The budget.</param>
    /// <exception cref="CompositionException">The strategy is misconfigured.</exception>
    public static IReadOnlyList<TuningTrialSettings> Of(StrategyComposer composer, StrategySpec spec, TuningOptions options)
    {
        IReadOnlyList<Searched> ranges = Ranges(composer.ChooseForRuns(spec), options);
        IEnumerable<string[]> points = ranges.Count == 0
            ? []
            : options.Method == TuningMethod.Grid ? Grid(ranges, options.Trials - 1) : Draws(ranges, spec.Strategy, options);
        var known = new HashSet<string> { Key(ranges.Select(r => r.Default)) };
        return [new(new Dictionary<string, string>()), .. points.Where(p => known.Add(Key(p))).Take(options.Trials - 1).Select(p => Settings(ranges, p))];
    }

    private static IReadOnlyList<Searched> Ranges(StrategyChoice choice, TuningOptions options)
    {
        IEnumerable<Searched> own = choice.Spec.Options
            .Where(o => o.Range is not null && o.Origin is OptionOrigin.Default or OptionOrigin.Strategy && !(o.Range.Logarithmic && o.Text == "0"))
            .Select(o => new Searched(o.Path, o.Range!, o.Text));
        return [.. own, .. options.LearningRate is { } rate ? new[] { new Searched(RatePath, rate, "") } : []];
    }

    /// <summary>Draws points independently, each option by its own stream; more than needed, as some may be equal.</summary>
    private static IEnumerable<string[]> Draws(IReadOnlyList<Searched> ranges, string strategy, TuningOptions options)
    {
        RandomStream root = new RandomStream((ulong)options.Seed).Derive("tuning").Derive(strategy);
        RandomStream[] streams = [.. ranges.Select(r => root.Derive(r.Stream))];
        for (int draw = 0; draw < 20 * options.Trials; draw++) yield return [.. ranges.Select((r, i) => r.Range.At(streams[i].NextDouble()))];
    }

    /// <summary>
    /// Makes the finest grid of at most a number of points: repeatedly, the option with the fewest values gets one more, as long as the grid is not too large.
    /// </summary>
    private static IEnumerable<string[]> Grid(IReadOnlyList<Searched> ranges, int most)
    {
        int[] levels = [.. ranges.Select(_ => 1)];
        while (Enumerable.Range(0, levels.Length).Where(Fits).OrderBy(i => levels[i]).Select(i => (int?)i).FirstOrDefault() is { } next) levels[next]++;
        int count = levels.Aggregate(1, (a, b) => a * b);
        for (int point = 0; point < Math.Min(count, most); point++)
        {
            string[] values = new string[ranges.Count];
            for ((int i, int rest) = (ranges.Count - 1, point); i >= 0; rest /= levels[i], i--)
                values[i] = ranges[i].Range.At(Share(ranges[i].Range, rest % levels[i], levels[i]));
            yield return values;
        }

        bool Fits(int i) =>
            levels.Select((l, j) => (long)(i == j ? l + 1 : l)).Aggregate(1L, (a, b) => a * b) <= most
            && (ranges[i].Range.Values.Count == 0 || levels[i] < ranges[i].Range.Values.Count);
    }

    /// <summary>Returns the position of a level in its range, ends included; a single level is in the middle.</summary>
    private static double Share(SearchRangeAttribute range, int level, int levels) =>
        range.Values.Count > 0 ? (level + 0.5) / range.Values.Count : levels == 1 ? 0.5 : (double)level / (levels - 1);

    private static TuningTrialSettings Settings(IReadOnlyList<Searched> ranges, string[] values)
    {
        Dictionary<string, string> all = ranges.Zip(values).ToDictionary(p => p.First.Path, p => p.Second);
        return all.Remove(RatePath, out string? rate) ? new(all, double.Parse(rate, CultureInfo.InvariantCulture)) : new(all);
    }

    private static string Key(IEnumerable<string> values) =>
        string.Join(' ', values.Select(v => double.TryParse(v, CultureInfo.InvariantCulture, out double number)
            ? number.ToString("R", CultureInfo.InvariantCulture) : v.ToLowerInvariant()));

    private sealed record Searched(string Path, SearchRangeAttribute Range, string Default)
    {
        /// <summary>The path, with the stream's name instead of the option's.</summary>
        public string Stream => Range.Stream is { } name ? Path[..(Path.LastIndexOf('.') + 1)] + name : Path;
    }
}

/// <summary>The settings of a trial.</summary>
/// <param name="Options">Options of the strategy by path; none for the defaults.</param>
/// <param name="LearningRate">The learning rate; null for the comparison's.</param>
internal sealed record TuningTrialSettings(IReadOnlyDictionary<string, string> Options, double? LearningRate = null);
