namespace Kif;

/// <summary>Splits the noise of a strategy's AP by the method that <see cref="NoiseComponents"/> describes.</summary>
internal static class NoiseAnalysis
{
    public static NoiseComponents Of(string strategy, IReadOnlyList<StrategyRun> runs, ITaskMetric metric)
    {
        IReadOnlyList<ExampleScores?> scores = [.. runs.Select(r => ExampleScores.Of(r, metric))];
        double test = scores.All(s => s is not null) ? SampleMoments.Mean([.. scores.Select(s => s!.VarianceOfMean)]) : double.NaN;
        var orders = runs.Zip(scores, (Run, Scores) => (Run, Scores, Performance: ContinualMetrics.AveragePerformance(Run.Matrix))).GroupBy(r => r.Run.Order)
            .Select(g => (Values: g.Select(r => r.Performance).ToArray(), Scores: g.Select(r => r.Scores).ToArray())).ToArray();
        double freedom = orders.Sum(o => o.Values.Length - 1);
        double between = Pooled(o => SampleMoments.Variance(o.Values));
        double shared = double.IsNaN(test) ? 0 : Pooled(o => ExampleScores.Interaction(o.Scores!));
        double seeds = Math.Max(0, between - shared), order = BetweenOrders([.. orders.Select(o => o.Values)], between);
        return new(strategy, Math.Sqrt(new[] { test, seeds, order }.Where(v => !double.IsNaN(v)).Sum()), Math.Sqrt(seeds), Math.Sqrt(order), Math.Sqrt(test));

        double Pooled(Func<(double[] Values, ExampleScores?[] Scores), double> variance) =>
            freedom == 0 ? double.NaN : orders.Where(o => o.Values.Length > 1).Sum(o => (o.Values.Length - 1) * variance(o)) / freedom;
    }

    /// <summary>Returns the variance component between orders; NaN with one order, or without two runs of one.</summary>
    /// <param name="orders">The values of each order, at least one in each.</param>
    public static double OrderVariance(IReadOnlyList<double[]> orders)
    {
        double freedom = orders.Sum(o => o.Length - 1);
        double within = freedom == 0 ? double.NaN : orders.Where(o => o.Length > 1).Sum(o => (o.Length - 1) * SampleMoments.Variance(o)) / freedom;
        return BetweenOrders(orders, within);
    }

    /// <summary>Returns the variance component between orders: (mean square between − within)/n₀, at least 0.</summary>
    private static double BetweenOrders(IReadOnlyList<double[]> orders, double within)
    {
        if (orders.Count < 2 || double.IsNaN(within)) return double.NaN;
        double count = orders.Sum(o => o.Length), mean = orders.Sum(o => o.Sum()) / count;
        double square = orders.Sum(o => o.Length * Math.Pow(SampleMoments.Mean(o) - mean, 2)) / (orders.Count - 1);
        double size = (count - orders.Sum(o => (double)o.Length * o.Length) / count) / (orders.Count - 1);
        return Math.Max(0, (square - within) / size);
    }
}

/// <summary>
/// The sources of noise in one run's AP: standard deviations in points of AP. Runs share their test examples, so the test set's common contribution does
/// not show in the spread of runs and does not shrink with more seeds.
/// <para>
/// Within each order and task, seeds × examples is a table of scores. Two-way analysis of variance (one value per cell) splits it into differences between
/// seeds common to all examples, and differences that vary by example. With several orders, their means are compared with the spread of seeds within orders
/// (one-way analysis of variance). Negative estimates become 0. The examples' scores are recomputed from the predictions after the last task.
/// </para>
/// </summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Total">The root of the sum of the parts' squares; unknown parts are omitted.</param>
/// <param name="Seeds">The noise that would remain with infinitely many test examples and one order. NaN below two seeds.</param>
/// <param name="Orders">The noise from the order of tasks. NaN with one order, or with one seed.</param>
/// <param name="TestSet">
/// The noise from the draw of test examples: the root of (1/K²) Σ s²/n over the tasks, with the variance s² (n−1) of the n examples' scores; the mean over
/// runs. For scores of 0 and 1 it is the binomial error. NaN if predictions are missing or the metric's scores are not means over examples (joint goal
/// accuracy); <see cref="Seeds"/> then includes the examples' share in the spread of runs.
/// </param>
internal sealed record NoiseComponents(string Strategy, double Total, double Seeds, double Orders, double TestSet);

/// <summary>A run's scores in percent of each answer after the last task, by task.</summary>
internal sealed class ExampleScores
{
    private readonly SortedDictionary<string, double[]> tasks = new(StringComparer.Ordinal);

    private ExampleScores()
    {
    }

    /// <summary>The variance of AP over draws of test examples: (1/K²) Σ s²/n. NaN if a task has one example.</summary>
    public double VarianceOfMean => tasks.Values.Sum(s => SampleMoments.Variance(s) / s.Length) / tasks.Count / tasks.Count;

    /// <summary>Computes the scores; null if answers are missing or if the run's scores are not means over examples in this metric.</summary>
    public static ExampleScores? Of(StrategyRun run, ITaskMetric metric)
    {
        var known = new Dictionary<(string, string), double>();
        var all = new ExampleScores();
        PerformanceMatrix matrix = run.Matrix;
        ILookup<string, Prediction> answers = run.Predictions.Where(p => p.After == matrix.Tasks.Count).ToLookup(p => p.Task);
        for (int i = 0; i < matrix.Tasks.Count; i++)
        {
            if (Scores(answers[matrix.Tasks[i]], metric, known) is not { Length: > 0 } scores
                || !(Math.Abs(SampleMoments.Mean(scores) - matrix[matrix.Tasks.Count - 1, i]) < 1e-6)) return null;
            all.tasks[matrix.Tasks[i]] = scores;
        }
        return all;
    }

    /// <summary>
    /// Returns the variance that the interaction of seeds and examples adds to the spread of AP: (1/K²) Σ residual mean square of seeds × examples, over n.
    /// </summary>
    /// <param name="runs">At least two runs of one order.</param>
    public static double Interaction(IReadOnlyList<ExampleScores> runs) =>
        runs[0].tasks.Keys.Sum(task => Residual([.. runs.Select(r => r.tasks[task])])) / runs[0].tasks.Count / runs[0].tasks.Count;

    private static double Residual(double[][] rows)
    {
        int examples = rows[0].Length;
        if (examples < 2 || rows.Any(r => r.Length != examples)) return 0;
        double[] seeds = [.. rows.Select(r => r.Average())], columns = [.. Enumerable.Range(0, examples).Select(e => rows.Average(r => r[e]))];
        double mean = seeds.Average(), squares = rows.Select((r, s) => r.Select((v, e) => Math.Pow(v - seeds[s] - columns[e] + mean, 2)).Sum()).Sum();
        return squares / (rows.Length - 1) / (examples - 1) / examples;
    }

    private static double[]? Scores(IEnumerable<Prediction> answers, ITaskMetric metric, Dictionary<(string, string), double> known)
    {
        Prediction[] all = [.. answers];
        Example[] examples = [.. all.Select(p => new Example("", p.Reference, p.Id) { References = p.References ?? [p.Reference] })];
        try
        {
            metric.Check(all.Length > 0 ? all[0].Task : "", examples);
        }
        catch (CompositionException)
        {
            return null;
        }
        return [.. all.Zip(examples, Score)];

        double Score(Prediction p, Example example)
        {
            (string, string) key = (string.Join('\n', example.References), p.Answer);
            if (!known.TryGetValue(key, out double score)) known[key] = score = metric.Score([p.Answer], [example]);
            return score;
        }
    }
}
