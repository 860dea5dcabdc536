using System.Globalization;

namespace Kif.Reports;

/// <summary>The charts of how much of the new model a strategy took at each task, over its skill units and by module.</summary>
internal static class CoefficientFigures
{
    private const int MostModules = 160;

    /// <summary>The least share of units at one half that is told.</summary>
    private const double LeastHalf = 0.2;

    /// <summary>Creates the chart of the distribution of all units' coefficients, a row per task; null if nothing was fused.</summary>
    /// <param name="data">The reported runs.</param>
    /// <param name="strategy">The strategy.</param>
    public static Figure? Distribution(ReportData data, string strategy)
    {
        ValueSpread[] rows = [.. Fused(data, strategy).Select(g => Spread(g.Name, g.Explanations)).OfType<ValueSpread>()];
        if (rows.Length == 0) return null;
        var table = new DataTable($"{strategy}: weight of the new model over all skill units and runs",
            ["when learning", "units", "lowest", "5 %", "25 %", "median", "75 %", "95 %", "highest", "below ⅓, %", "above ⅔, %"],
            [.. rows.Select(r => (IReadOnlyList<string>)[r.Name, r.Total.ToString("N0", CultureInfo.InvariantCulture),
                .. new[] { 0, 0.05, 0.25, 0.5, 0.75, 0.95, 1 }
                .Select(q => ShownNumber.Number(r.Quantile(q))),
                ShownNumber.Score(100 * r.ShareBelow(1 / 3.0)), ShownNumber.Score(100 * r.ShareAbove(2 / 3.0))])]);
        return new($"{strategy}: how much of the new model each skill unit took", Says(rows), width => SpreadChart.Draw(rows, width), table);
    }

    /// <summary>Creates the heat map of the mean coefficient by module and task; null if nothing was fused, or there is one module only.</summary>
    public static Figure? Modules(ReportData data, string strategy)
    {
        (string Name, IReadOnlyList<FusionExplanation> Explanations)[] fused = [.. Fused(data, strategy)
            .Where(g => g.Explanations.Any(x => x.Coefficients.Any(double.IsFinite)))];
        string[] modules = [.. fused.SelectMany(g => g.Explanations).SelectMany(x => x.Units).Select(UnitName.ModuleOf).Distinct().Take(MostModules + 1)];
        if (modules.Length is < 2 or > MostModules) return null;
        int prefix = UnitName.SharedPrefix(modules);
        string[] shown = [.. modules.Select(m => m[prefix..])];
        (string Name, IReadOnlyList<double> Values)[] rows = [.. fused.Select(g => (g.Name, Means(g.Explanations, modules)))];
        double most = Math.Max(0.01, rows.SelectMany(r => r.Values).Where(double.IsFinite).Select(v => Math.Abs(v - 0.5)).DefaultIfEmpty(0).Max());
        double[] overall = [.. modules.Select((_, m) => RunMeans.Of(rows.Select(r => r.Values[m])).Mean)];
        int low = Array.IndexOf(overall, overall.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min());
        int high = Array.IndexOf(overall, overall.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max());
        string says = low < 0 || overall[high] - overall[low] < 0.005
            ? "All modules took about the same of the new model."
            : $"On average {shown[low]} kept most of the earlier model (weight of the new one {ShownNumber.Number(overall[low], 2)}), "
                + $"{shown[high]} took most of the new one ({ShownNumber.Number(overall[high], 2)}).";
        var table = new DataTable($"{strategy}: mean weight of the new model by module and task", ["module", .. rows.Select(r => r.Name)],
            [.. shown.Select((m, i) => (IReadOnlyList<string>)[m, .. rows.Select(r => ShownNumber.Number(r.Values[i], 2))])]);
        return new($"{strategy}: weight of the new model by module and task", says, width => ModuleChart.Draw(shown, rows, most, width), table);
    }

    private static double[] Means(IReadOnlyList<FusionExplanation> explanations, string[] modules)
    {
        var sums = modules.ToDictionary(m => m, _ => (Sum: 0.0, Count: 0));
        foreach (FusionExplanation x in explanations)
            for (int i = 0; i < Math.Min(x.Units.Count, x.Coefficients.Count); i++)
                if (double.IsFinite(x.Coefficients[i]) && UnitName.ModuleOf(x.Units[i]) is var module && sums.TryGetValue(module, out var sum))
                    sums[module] = (sum.Sum + x.Coefficients[i], sum.Count + 1);
        return [.. modules.Select(m => sums[m].Count == 0 ? double.NaN : sums[m].Sum / sums[m].Count)];
    }

    /// <summary>Groups the decisions of all runs by task, or by its place if there are several orders.</summary>
    private static IEnumerable<(string Name, IReadOnlyList<FusionExplanation> Explanations)> Fused(ReportData data, string strategy)
    {
        bool several = data.HasSeveralOrders;
        return data.RunsOf(strategy).SelectMany(r => r.Explanations.Select(x => (Explanation: x, At: r.Matrix.Tasks.ToList().IndexOf(x.Task))))
            .Where(x => x.At >= 0).GroupBy(x => x.At).OrderBy(g => g.Key)
            .Select(g => (several ? $"{OrderNames.Place(g.Key + 1)} task" : g.First().Explanation.Task,
                (IReadOnlyList<FusionExplanation>)[.. g.Select(x => x.Explanation)]));
    }

    private static string Says(ValueSpread[] rows)
    {
        ValueSpread widest = rows.MaxBy(r => r.Quantile(0.75) - r.Quantile(0.25))!;
        double low = widest.Quantile(0.25), high = widest.Quantile(0.75);
        double below = rows.Max(r => r.ShareBelow(1 / 3.0)), above = rows.Max(r => r.ShareAbove(2 / 3.0));
        string median = ShownNumber.Number(widest.Quantile(0.5), 2);
        if (rows.Max(r => r.Quantile(1)) - rows.Min(r => r.Quantile(0)) < 0.005) return $"Every unit took the same at every task: {median} of the new model.";
        string first = high - low < 0.005
            ? $"Most units took {median} of the new model; the others lie between {ShownNumber.Number(rows.Min(r => r.Quantile(0)), 2)} and "
                + $"{ShownNumber.Number(rows.Max(r => r.Quantile(1)), 2)}."
            : $"Most apart when {Named(widest.Name)} was learned: the middle half of the units took {ShownNumber.Number(low, 2)} to "
                + $"{ShownNumber.Number(high, 2)} of the new model.";
        double half = rows.Max(r => r.ShareAt(0.5));
        if (half >= LeastHalf) first += $" Up to {ShownNumber.Score(100 * half)} % took exactly one half.";
        return first + (below == 0 && above == 0 ? " None was protected (below ⅓) or overwritten (above ⅔): all were averaged."
            : $" At most {ShownNumber.Score(100 * below)} % were protected (below ⅓) and {ShownNumber.Score(100 * above)} % overwritten (above ⅔).");
    }

    /// <summary>
    /// Collects the distribution; null if nothing was decided. Where units were only counted, their values are the middles of the counted parts.
    /// </summary>
    private static ValueSpread? Spread(string name, IEnumerable<FusionExplanation> explanations)
    {
        (double Value, long Count)[] values = [.. explanations.SelectMany(x => x.CoefficientCounts is { Count: > 0 } counts
            ? counts.Select((n, i) => (Value: (i + 0.5) / counts.Count, Count: (long)n)) : x.Coefficients.Select(c => (Value: c, Count: 1L)))
            .Where(v => double.IsFinite(v.Value) && v.Count > 0).GroupBy(v => v.Value).Select(g => (g.Key, g.Sum(v => v.Count))).OrderBy(v => v.Key)];
        return values.Length == 0 ? null : new(name, values);
    }

    private static string Named(string task) => task.EndsWith(" task", StringComparison.Ordinal) ? "the " + task : task;
}
