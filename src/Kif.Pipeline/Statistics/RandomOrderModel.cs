using MathNet.Numerics.RootFinding;

namespace Kif;

/// <summary>
/// Differences as a mean, a random effect of the order, and noise of the run: d = μ + b + e, fitted by restricted maximum likelihood (REML).
/// </summary>
/// <param name="OrderVariance">The variance of the orders' effects.</param>
/// <param name="ResidualVariance">The variance of runs inside an order.</param>
/// <param name="Criterion">−2 times the logarithm of the restricted likelihood.</param>
/// <param name="Test">The mean's test, with G − 1 degrees of freedom also where the variance between orders is estimated as 0.</param>
internal sealed record RandomOrderModel(double OrderVariance, double ResidualVariance, double Criterion, StudentTest Test)
{
    // Ratios of the variances that are tried before the best one is looked for between its neighbors.
    private const int Ratios = 400;
    private const double LeastRatio = 1e-9, MostRatio = 1e9;

    private static readonly RandomOrderModel Undefined = new(double.NaN, double.NaN, double.NaN, StudentTest.Undefined);

    /// <summary>Whether the likelihood is largest where orders do not differ at all.</summary>
    public bool AtBoundary => OrderVariance == 0;

    /// <summary>Fits the model; undefined below two orders, without an order of two runs, and where runs of one order never differ.</summary>
    public static RandomOrderModel Of(OrderedDifferences data, double confidence)
    {
        if (data.Orders.Count < 2 || data.Runs <= data.Orders.Count || data.Orders.All(o => o.Distinct().Count() == 1)) return Undefined;
        double ratio = BestRatio(data);
        Fit fit = new(data, ratio);
        double residual = fit.Squares / (data.Runs - 1);
        return new(ratio * residual, residual, fit.Criterion, StudentTest.Of(fit.Mean, Math.Sqrt(residual / fit.Weight), data.Orders.Count - 1, confidence));
    }

    private static double BestRatio(OrderedDifferences data)
    {
        double[] tried = [0, .. Enumerable.Range(0, Ratios).Select(i => LeastRatio * Math.Pow(MostRatio / LeastRatio, i / (Ratios - 1.0)))];
        double[] criteria = [.. tried.Select(r => new Fit(data, r).Criterion)];
        int best = Array.IndexOf(criteria, criteria.Min());
        double low = tried[Math.Max(best - 1, 0)], high = tried[Math.Min(best + 1, Ratios)];
        double Slope(double ratio) => new Fit(data, ratio).Slope;
        if (best <= 1 && Slope(0) >= 0) return 0;
        return Slope(low) < 0 && Slope(high) > 0 ? Brent.FindRoot(Slope, low, high, 1e-14, 500) : tried[best];
    }

    /// <summary>The likelihood where the variance between orders is a multiple of that inside.</summary>
    private sealed class Fit
    {
        public Fit(OrderedDifferences data, double ratio)
        {
            double[] weights = [.. data.Orders.Select(o => o.Length / (1 + ratio * o.Length))], means = data.Means;
            Weight = weights.Sum();
            Mean = weights.Zip(means, (w, m) => w * m).Sum() / Weight;
            double inside = data.Orders.Zip(means, (o, m) => o.Sum(d => (d - m) * (d - m))).Sum(), freedom = data.Runs - 1;
            Squares = inside + weights.Zip(means, (w, m) => w * (m - Mean) * (m - Mean)).Sum();
            Criterion = data.Orders.Sum(o => Math.Log(1 + ratio * o.Length)) + Math.Log(Weight) + freedom * (1 + Math.Log(2 * Math.PI * Squares / freedom));
            Slope = Weight - weights.Sum(w => w * w) / Weight - freedom * weights.Zip(means, (w, m) => w * w * (m - Mean) * (m - Mean)).Sum() / Squares;
        }

        public double Weight { get; }

        public double Mean { get; }

        public double Squares { get; }

        public double Criterion { get; }

        /// <summary>The criterion's derivative by the ratio.</summary>
        public double Slope { get; }
    }
}
