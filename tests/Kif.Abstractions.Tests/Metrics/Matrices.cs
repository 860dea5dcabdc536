namespace Kif.Tests.Metrics;

/// <summary>Performance matrices from plain numbers.</summary>
internal static class Matrices
{
    public static PerformanceMatrix Of(double[][] rows, double[]? untrained = null)
    {
        var matrix = new PerformanceMatrix([.. Enumerable.Range(0, rows.Length).Select(i => $"task {i}")]);
        for (int l = 0; l < rows.Length; l++)
            for (int i = 0; i < rows.Length; i++) matrix[l, i] = rows[l][i];
        for (int i = 0; i < untrained?.Length; i++) matrix.SetUntrained(i, untrained[i]);
        return matrix;
    }

    public static double[][] Random(RandomStream random, int tasks) =>
        [.. Enumerable.Range(0, tasks).Select(_ => Enumerable.Range(0, tasks).Select(_ => random.NextDouble(0, 100)).ToArray())];

    /// <summary>Every cell replaced by a function of row, column and value.</summary>
    public static double[][] Map(this double[][] rows, Func<int, int, double, double> cell) =>
        [.. rows.Select((row, l) => row.Select((v, i) => cell(l, i, v)).ToArray())];
}
