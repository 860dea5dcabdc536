namespace Kif.Reports;

/// <summary>A comparison's outcome in plain words, for readers who know none of its terms; no p-values.</summary>
internal sealed class PageHeadline
{
    private const int MostNamed = 3;

    private readonly ReportData data;
    private readonly ComparisonStatistics statistics;
    private readonly IReadOnlyList<StrategyStatistics> ordered;
    private readonly int decimals;

    public PageHeadline(ReportData data)
    {
        (this.data, statistics, ordered) = (data, data.Result.Statistics, [.. ResultFigure.Ordered(data).Where(s => double.IsFinite(Ap(s)))]);
        double[] told = [.. new[] { Against, data.UpperBound }.OfType<string>().Select(s => Ap(statistics.Get(s))).Concat(ordered.Take(2).Select(Ap))
            .Where(double.IsFinite).Order()];
        decimals = told.Zip(told.Skip(1)).Any(p => p.Second > p.First && Math.Round(p.First) == Math.Round(p.Second)) ? 1 : 0;
    }

    /// <summary>What the best strategy is told against: sequential training, or else the baseline; null if there is nothing else.</summary>
    private string? Against => data.LowerBound ?? (statistics.Strategies.Count > 1 ? statistics.Baseline : null);

    /// <summary>The outcome in a sentence or two.</summary>
    public string Text
    {
        get
        {
            if (statistics.Strategies.Count == 0) return "No run is done, so there is nothing to compare.";
            if (ordered.Count == 0) return "No strategy has a score after the last task.";
            StrategyStatistics best = ordered[0];
            double[] all = [.. statistics.Strategies.Select(Ap).Where(double.IsFinite)];
            if (all.Max() == 0) return $"Nothing was learned that the test shows: after {Tasks}, every score is 0.";
            if (all.Length > 1 && all.Max() - all.Min() < 0.05)
                return $"{(all.Length == 2 ? "Both" : $"All {all.Length}")} strategies end at the same score: {Score(Ap(best))} after {Tasks}.";
            return all.Length == 1 || Against is null ? Alone(best) : statistics.Comparable ? Compared(best) : Uncompared(best);
        }
    }

    /// <summary>Why nothing is ranked, in a sentence or two; null if something is.</summary>
    public string? Caveat
    {
        get
        {
            if (statistics.WhyNotComparable is not { } why || statistics.Strategies.Count == 0) return null;
            int most = statistics.Strategies.Max(s => s.Runs);
            string numbers = most == 1 ? "The numbers on this page are those of one run for each strategy" : "The numbers on this page are means of few runs";
            string turn = statistics.Strategies.Count > 1 ? "; another seed may turn their order around." : ".";
            return $"{char.ToUpperInvariant(why[0])}{why[1..]}. {numbers}{turn}";
        }
    }

    /// <summary>The four numbers to remember; fewer if there is less to tell.</summary>
    public IReadOnlyList<ReportTile> Tiles
    {
        get
        {
            if (ordered.Count == 0) return [];
            StrategyStatistics best = ordered[0];
            return [.. new[] { Result(best), Gain(best), Lost(best), Price(best) }.OfType<ReportTile>()];
        }
    }

    /// <summary>What the best is told against, in words.</summary>
    private string Plain => data.Roles[Against!] == StrategyRole.Contender ? Against! : $"plain training ({Against}, {data.Roles.Words(Against!)})";

    private string Tasks => ShownNumber.Count(data.Tasks.Count, "task");

    private string Alone(StrategyStatistics best) => $"After {Tasks}, {best.Strategy} {Reaches(Ap(best))}"
        + (best.Metrics["learning-accuracy"].Mean is var learned && double.IsFinite(learned) && data.Tasks.Count > 1
            ? $"; just after learning a task, it was {Score(learned)}." : ".");

    private string Compared(StrategyStatistics best)
    {
        if (best.Strategy == Against) return $"{best.Strategy}, the baseline, ends highest: it {Reaches(Ap(best))} after {Tasks}.{Most(best)}";
        double low = Ap(statistics.Get(Against!));
        if (!IsShown(best.Strategy))
            return $"No strategy is shown to beat {Plain}, which {Reaches(low)} after {Tasks}. "
                + $"{(Ap(best) > low ? "The highest mean is" : "The nearest is")} {best.Strategy} with {Score(Ap(best))}.{Most(best)}";
        return $"{best.Strategy} keeps most: after {Tasks}, it {Reaches(Ap(best))}, where {Plain} is left with {Score(low)}.{Most(best)}{Others(best)}";
    }

    private string Uncompared(StrategyStatistics best)
    {
        string runs = statistics.Strategies.Max(s => s.Runs) == 1 ? "In this one run for each strategy" : "In these few runs";
        double low = Ap(statistics.Get(Against!));
        if (best.Strategy != Against && Ap(best) <= low)
            return $"{runs}, nothing ends above {Plain}, which {Reaches(low)} after {Tasks}: {best.Strategy} is next with {Score(Ap(best))}.{Most(best)}";
        string against = best.Strategy == Against ? "" : data.Roles[Against!] == StrategyRole.Contender
            ? $", {Against} {Score(low)}" : $", where {Plain} is left with {Score(low)}";
        return $"{runs}, {best.Strategy} ends highest: it {Reaches(Ap(best))} after {Tasks}{against}.{Most(best)}";
    }

    /// <summary>Tells the upper bound.</summary>
    private string Most(StrategyStatistics best)
    {
        if (data.UpperBound is not { } upper || Ap(statistics.Get(upper)) is var high && !double.IsFinite(high)) return "";
        string words = data.Roles.LearnsAllAtOnce(upper) ? $"Training on all tasks at once ({upper})" : $"A model for each task ({upper})";
        return Ap(best) > high ? $" {words}, meant as the bound above, is below it with {Score(high)}." : $" {words}, the bound above, reaches {Score(high)}.";
    }

    /// <summary>Tells the others that are shown to be above the baseline, and how many are not.</summary>
    private string Others(StrategyStatistics best)
    {
        StrategyStatistics[] others = [.. ordered.Where(s => s != best && s.Strategy != statistics.Baseline)];
        StrategyStatistics[] shown = [.. others.Where(s => IsShown(s.Strategy))];
        if (others.Length == 0 || statistics.Baseline != Against) return "";
        string named = Listed([.. shown.Take(MostNamed).Select(s => $"{s.Strategy} ({Score(Ap(s))})"),
            .. shown.Length > MostNamed ? [$"{shown.Length - MostNamed} more"] : Array.Empty<string>()]);
        int rest = others.Length - shown.Length;
        return (shown.Length, rest) switch
        {
            (0, _) => $" {(rest == 1 ? "The other is" : $"None of the {rest} others is")} {(rest == 1 ? "not " : "")}shown to keep more than {Against}.",
            (_, 0) => $" So {(shown.Length == 1 ? "does" : "do")} {named} keep more than {Against}.",
            _ => $" {named} also {(shown.Length == 1 ? "keeps" : "keep")} more than {Against}; "
                + (rest == 1 ? "the other is not shown to." : $"none of the {rest} others is shown to."),
        };
    }

    private ReportTile Result(StrategyStatistics best) => new(Score(Ap(best), bare: !ScoreWords.CountsAnswers(data)),
        ScoreWords.CountsAnswers(data) ? data.Tasks.Count == 1 ? "of the answers right" : $"of the answers right after {Tasks}"
            : $"mean {ScoreWords.Metric(data)} after {Tasks}",
        ordered.Count == 1 ? best.Strategy : $"{best.Strategy}, {(IsShown(best.Strategy) ? "best" : "highest")} of {ordered.Count}");

    private ReportTile? Gain(StrategyStatistics best)
    {
        if (BoundGap.Of(data) is { } gap && gap.Closed(data, best.Strategy) is var closed && closed >= 0)
            return new(ShownNumber.Share(closed), "of the gap closed",
                $"from {gap.Lower} ({ShownNumber.Score(gap.Ap.Lower)}) to {gap.Upper} ({ShownNumber.Score(gap.Ap.Upper)})");
        if (Against is { } against && against != best.Strategy && Ap(statistics.Get(against)) is var low && double.IsFinite(low))
            return new(ShownNumber.Signed(Ap(best) - low), "points", $"against {against} ({ShownNumber.Score(low)})");
        return best.Metrics["learning-accuracy"].Mean is var learned && double.IsFinite(learned) && data.Tasks.Count > 1
            ? new(Score(learned), "just after learning a task", best.Strategy) : null;
    }

    private ReportTile? Lost(StrategyStatistics best)
    {
        double lost = best.Metrics["forgetting"].Mean;
        if (!double.IsFinite(lost)) return null;
        string note = Against is { } against && against != best.Strategy && statistics.Get(against).Metrics["forgetting"].Mean is var other
            && double.IsFinite(other) ? $"{best.Strategy}; {against}: {ShownNumber.Score(other)}" : best.Strategy;
        return new(ShownNumber.Score(lost), "points forgotten of the earlier tasks", note);
    }

    private ReportTile? Price(StrategyStatistics best)
    {
        double seconds = best.Metrics["seconds"].Mean, kept = best.Metrics["state-bytes"].Mean;
        if (!(seconds > 0)) return null;
        string note = kept > 0 ? $"{best.Strategy} keeps {ShownNumber.Bytes(kept)} between tasks" : $"{best.Strategy} keeps nothing between tasks";
        return Against is { } against && against != best.Strategy && statistics.Get(against).Metrics["seconds"].Mean is > 0 and var other
            ? new($"{ShownNumber.Score(seconds / other)}×", $"the training time of {against}", note)
            : new(ShownNumber.Value(RunMetrics.Get("seconds"), seconds), "of training", note);
    }

    /// <summary>Whether a strategy is shown to be above the baseline.</summary>
    private bool IsShown(string strategy) => statistics.Differences.Any(d => d.Metric == "ap" && d.Strategy == strategy && d.Difference.Mean > 0
        && d.IsShown(StatisticsOptions.Level));

    private string Reaches(double score) => ScoreWords.CountsAnswers(data) ? $"answers {Score(score)} right"
        : $"has a mean {ScoreWords.Metric(data)} of {Score(score)}";

    /// <summary>Formats a score: as a percentage of answers, or as a bare number of another metric.</summary>
    private string Score(double score, bool bare = false)
    {
        string number = decimals == 0 && Math.Abs(score) >= 9.95 || score == 0 ? ShownNumber.Share(score)[..^2] : ShownNumber.Score(score);
        return bare || !ScoreWords.CountsAnswers(data) ? number : number + "\u00a0%";
    }

    private static double Ap(StrategyStatistics strategy) => strategy.Metrics["ap"].Mean;

    private static string Listed(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Join("", names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
}

/// <summary>A number to remember.</summary>
/// <param name="Number">The number, with its unit.</param>
/// <param name="Label">What it counts.</param>
/// <param name="Note">Whose it is, and what it is to be read against.</param>
internal sealed record ReportTile(string Number, string Label, string Note);
