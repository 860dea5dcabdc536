namespace Kif;

/// <summary>
/// The mean over runs with standard errors that allow for any dependence inside an order (Liang and Zeger 1986; CR2 by Bell and McCaffrey 2002, with
/// Satterthwaite's degrees of freedom).
/// </summary>
/// <param name="Cr0">The standard error without a correction for few orders.</param>
/// <param name="Cr1">The same times √(G/(G−1)).</param>
/// <param name="Test">CR2: the test that counts.</param>
internal sealed record ClusterRobustMean(double Cr0, double Cr1, StudentTest Test)
{
    /// <summary>Computes the estimate; undefined below two orders.</summary>
    public static ClusterRobustMean Of(OrderedDifferences data, double confidence)
    {
        int orders = data.Orders.Count;
        double runs = data.Runs, mean = data.MeanOverRuns;
        if (orders < 2) return new(double.NaN, double.NaN, StudentTest.Undefined with { Estimate = mean });
        double[] sizes = [.. data.Orders.Select(o => (double)o.Length)];
        // Where all differences are equal, rounding would leave a spread.
        double[] excess = data.AllEqual ? new double[orders] : [.. data.Orders.Select(o => o.Sum() - o.Length * mean)];
        double plain = excess.Sum(e => e * e) / (runs * runs);
        double corrected = excess.Zip(sizes, (e, n) => e * e / (1 - n / runs)).Sum() / (runs * runs);
        return new(Math.Sqrt(plain), Math.Sqrt(plain * orders / (orders - 1)), StudentTest.Of(mean, Math.Sqrt(corrected), Freedom(sizes, runs), confidence));
    }

    /// <summary>
    /// Satterthwaite's degrees of freedom under independent runs of one variance: (trace P)² / trace P², which is 1 / (N² Σ P²) as the trace is 1/N.
    /// </summary>
    private static double Freedom(double[] sizes, double runs)
    {
        double squares = 0;
        for (int g = 0; g < sizes.Length; g++)
        {
            for (int h = 0; h < sizes.Length; h++)
            {
                double p = g == h ? sizes[g] / (runs * runs)
                    : -sizes[g] * sizes[h] / (Math.Pow(runs, 3) * Math.Sqrt((1 - sizes[g] / runs) * (1 - sizes[h] / runs)));
                squares += p * p;
            }
        }
        return 1 / (runs * runs * squares);
    }
}
