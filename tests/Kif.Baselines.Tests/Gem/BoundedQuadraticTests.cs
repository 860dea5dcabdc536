namespace Kif.Baselines.Tests.Gem;

public sealed class BoundedQuadraticTests
{
    public static MatrixTheoryData<int, double> Sizes => new([1, 2, 3, 5], [0.0, 0.5]);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_solution_is_the_best_of_all_choices_of_variables_at_the_bound(int n, double bound)
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new RandomStream((ulong)(100 * n + seed));
            double[][] rows = [.. Enumerable.Range(0, n).Select(_ => Enumerable.Range(0, n + 1).Select(_ => random.NextNormal()).ToArray())];
            var p = new double[n, n];
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++) p[i, j] = rows[i].Zip(rows[j], (a, b) => a * b).Sum() + (i == j ? 1e-3 : 0);
            double[] q = [.. Enumerable.Range(0, n).Select(_ => 2 * random.NextNormal())];
            double[] solved = BoundedQuadratic.Solve(p, q, bound), best = BruteForce(p, q, bound);
            for (int i = 0; i < n; i++) solved[i].Should().BeApproximately(best[i], 1e-8 * Math.Max(1, Math.Abs(best[i])));
        }
    }

    [Fact]
    public void Products_that_are_nearly_the_same_are_no_trouble()
    {
        double[] v = BoundedQuadratic.Solve(new[,] { { 1.001, 1 }, { 1, 1.001 } }, [-1, -1], 0);
        v[0].Should().BeApproximately(1 / 2.001, 1e-9);
        v[1].Should().BeApproximately(1 / 2.001, 1e-9);
    }

    /// <summary>Every set of variables is tried at the bound, the others solved by Gaussian elimination.</summary>
    private static double[] BruteForce(double[,] p, double[] q, double bound)
    {
        int n = q.Length;
        double[]? best = null;
        double least = double.PositiveInfinity;
        for (int set = 0; set < 1 << n; set++)
        {
            int[] free = [.. Enumerable.Range(0, n).Where(i => (set >> i & 1) == 0)];
            double[] v = [.. Enumerable.Repeat(bound, n)];
            double[,] a = new double[free.Length, free.Length + 1];
            for (int r = 0; r < free.Length; r++)
            {
                a[r, free.Length] = -q[free[r]] - Enumerable.Range(0, n).Except(free).Sum(j => p[free[r], j] * bound);
                for (int c = 0; c < free.Length; c++) a[r, c] = p[free[r], free[c]];
            }
            double[] x = Eliminate(a);
            for (int r = 0; r < free.Length; r++) v[free[r]] = x[r];
            if (v.Any(e => e < bound - 1e-12)) continue;
            double value = Enumerable.Range(0, n).Sum(i => q[i] * v[i] + Enumerable.Range(0, n).Sum(j => v[i] * p[i, j] * v[j]) / 2);
            if (value < least) (least, best) = (value, v);
        }
        return best!;
    }

    private static double[] Eliminate(double[,] a)
    {
        int n = a.GetLength(0);
        for (int pivot = 0; pivot < n; pivot++)
            for (int r = 0; r < n; r++)
            {
                if (r == pivot) continue;
                double factor = a[r, pivot] / a[pivot, pivot];
                for (int c = pivot; c <= n; c++) a[r, c] -= factor * a[pivot, c];
            }
        return [.. Enumerable.Range(0, n).Select(i => a[i, n] / a[i, i])];
    }
}
