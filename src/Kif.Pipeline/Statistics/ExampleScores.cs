using Kif.Pipeline.Comparison;
using Kif.Pipeline.Evaluation;

namespace Kif.Pipeline.Statistics;

/// <summary>A run's scores in percent of each answer after the last task, by task.</summary>
internal sealed class ExampleScores
{
    private readonly SortedDictionary<string, double[]> tasks = new(StringComparer.Ordinal);

    private ExampleScores()
    {
    }

    /// <summary>The variance of AP over draws of test examples: (1/K²) Σ s²/n. NaN if a task has one example.</summary>
    public double VarianceOfMean => tasks.Values.Sum(s => Moments.Variance(s) / s.Length) / tasks.Count / tasks.Count;

    /// <summary>Computes the scores; null if answers are missing or if the run's scores are not means over examples in this metric.</summary>
    public static ExampleScores? Of(StrategyRun run, ITaskMetric metric)
    {
        var known = new Dictionary<(string, string), double>();
        var all = new ExampleScores();
        PerformanceMatrix matrix = run.Matrix;
        ILookup<string, Prediction> answers = run.Predictions.Where(p => p.After == matrix.Tasks.Count).ToLookup(p => p.Task);
        for (int i = 0; i < matrix.Tasks.Count; i++)
        {
            if (Scores(answers[matrix.Tasks[i]], metric, known) is not { Length: > 0 } scores || !(Math.Abs(Moments.Mean(scores) - matrix[matrix.Tasks.Count - 1, i]) < 1e-6)) return null;
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
