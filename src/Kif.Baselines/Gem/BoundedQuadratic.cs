namespace Kif.Baselines;

/// <summary>A solver for small convex quadratic programs with one lower bound for all variables.</summary>
public static class BoundedQuadratic
{
    private const int MostSweeps = 100_000;

    /// <summary>Minimizes ½vᵀPv + qᵀv over v ≥ <paramref name="bound"/> by coordinate descent, which converges for every positive definite P.</summary>
    /// <param name="p">P, symmetric and positive definite [n, n].</param>
    /// <param name="q">q, n numbers.</param>
    /// <param name="bound">The lower bound of every variable.</param>
    public static double[] Solve(double[,] p, IReadOnlyList<double> q, double bound)
    {
        double[] v = [.. q.Select(_ => bound)];
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            double moved = 0, largest = 0;
            for (int i = 0; i < v.Length; i++)
            {
                double slope = q[i];
                for (int j = 0; j < v.Length; j++) slope += p[i, j] * v[j];
                double next = Math.Max(bound, v[i] - slope / p[i, i]);
                (moved, v[i]) = (Math.Max(moved, Math.Abs(next - v[i])), next);
                largest = Math.Max(largest, Math.Abs(next));
            }
            if (moved <= 1e-14 * largest) break;
        }
        return v;
    }
}
