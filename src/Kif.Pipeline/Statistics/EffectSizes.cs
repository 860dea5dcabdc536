namespace Kif.Pipeline.Statistics;

/// <summary>Cohen's d of paired values in its common forms: the mean difference over a standard deviation; NaN where that is 0 or undefined.</summary>
/// <param name="Differences">d_z: the mean over the deviation of the differences.</param>
/// <param name="Average">d_av: the mean over the mean of both deviations.</param>
/// <param name="Pooled">The mean over the root of both variances' mean.</param>
/// <param name="Repeated">d_rm: d_z √(2(1−r)), with the correlation r of the pairs.</param>
/// <param name="HedgesFactor">1 − 3/(4(n−1) − 1): the factor that corrects a d for few pairs, which make it too large; 0 for two pairs.</param>
public sealed record EffectSizes(double Differences, double Average, double Pooled, double Repeated, double HedgesFactor)
{
    /// <summary>Computes the sizes of x over y.</summary>
    /// <param name="x">One value per pair.</param>
    /// <param name="y">The other value of each pair.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static EffectSizes Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count != y.Count) throw new ArgumentException($"pairs need as many values on both sides; there are {x.Count} and {y.Count}", nameof(y));
        double[] differences = [.. x.Zip(y, (a, b) => a - b)];
        double mean = Moments.Mean(differences), dx = Moments.Deviation(x), dy = Moments.Deviation(y), z = Over(Moments.Deviation(differences));
        return new(z, Over((dx + dy) / 2), Over(Math.Sqrt((dx * dx + dy * dy) / 2)), z * Math.Sqrt(Math.Max(0, 2 * (1 - Correlation()))), 1 - 3.0 / (4 * (x.Count - 1) - 1));

        double Over(double deviation) => deviation > 0 ? mean / deviation : double.NaN;

        double Correlation()
        {
            (double mx, double my) = (Moments.Mean(x), Moments.Mean(y));
            return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / (x.Count - 1) / (dx * dy);
        }
    }
}
