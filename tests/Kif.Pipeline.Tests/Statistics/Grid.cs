namespace Kif.Tests.Statistics;

/// <summary>Comparisons that were never trained: two tasks, and what the models answer is given.</summary>
internal static class Grid
{
    /// <summary>Runs with given answers after the last task; the first task loses ten points between being learned and the end.</summary>
    /// <param name="cells">Strategy, order (1-based) and seed of each run, and per task which examples are answered rightly.</param>
    public static ComparisonResult Of(IEnumerable<(string Strategy, int Order, long Seed, bool[][] Right)> cells) => new([.. cells.Select(Run)]);

    /// <summary>Runs whose both tasks end with a given score: as many of a hundred examples are right.</summary>
    public static ComparisonResult OfScores(IEnumerable<(string Strategy, int Order, long Seed, int Score)> cells) =>
        Of(cells.Select(
        c => (c.Strategy, c.Order, c.Seed, Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 100).Select(i => i < c.Score).ToArray()).ToArray())));

    private static StrategyRun Run((string Strategy, int Order, long Seed, bool[][] Right) cell)
    {
        string[] tasks = cell.Order % 2 == 1 ? ["a", "b"] : ["b", "a"];
        var matrix = new PerformanceMatrix(tasks);
        var predictions = new List<Prediction>();
        for (int i = 0; i < 2; i++)
        {
            predictions.AddRange(cell.Right[i].Select((right, e) => new Prediction(2, tasks[i], $"{e}", "yes", right ? "yes" : "no")));
            matrix[1, i] = 100.0 * cell.Right[i].Count(r => r) / cell.Right[i].Length;
            matrix.SetUntrained(i, 20);
        }
        (matrix[0, 0], matrix[0, 1]) = (matrix[1, 0] + 10, 30);
        return new(new(cell.Strategy, $"order-{cell.Order}", cell.Seed), matrix, predictions, new RunCost(), 5 + cell.Seed, 1000, 64, [])
            { CpuSeconds = 8, PeakBytes = 1 << 20 };
    }
}
