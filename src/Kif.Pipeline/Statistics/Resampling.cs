using MathNet.Numerics.Distributions;

namespace Kif.Pipeline.Statistics;

/// <summary>Computes the bootstrap interval of a mean.</summary>
internal static class Resampling
{
    /// <summary>Returns the interval: undefined below two values and with a NaN among them; the value itself if all are equal.</summary>
    public static Interval Of(double[] values, StatisticsOptions options)
    {
        if (values.Length < 2 || values.Any(double.IsNaN)) return Interval.Undefined;
        if (values.All(v => v == values[0])) return new(values[0], values[0]);
        double tail = (1 - options.Confidence) / 2, mean = Moments.Mean(values);
        double[] means = Means(values, options);
        switch (options.Bootstrap)
        {
            case BootstrapForm.Corrected:
                Func<double, double> corrected = Correction(values, mean, means);
                return new(Quantile(means, corrected(tail)), Quantile(means, corrected(1 - tail)));
            case BootstrapForm.Basic:
                return new(2 * mean - Quantile(means, 1 - tail), 2 * mean - Quantile(means, tail));
            default:
                return new(Quantile(means, tail), Quantile(means, 1 - tail));
        }
    }

    /// <summary>
    /// Returns the sorted means of resamples of equal size, drawn with replacement. Values are summed in their original order, so equal draws give equal
    /// bits.
    /// </summary>
    private static double[] Means(double[] values, StatisticsOptions options)
    {
        RandomStream random = new RandomStream((ulong)options.Seed).Derive("bootstrap");
        double[] means = new double[options.Resamples];
        int[] drawn = new int[values.Length];
        for (int r = 0; r < means.Length; r++)
        {
            Array.Clear(drawn);
            for (int i = 0; i < values.Length; i++) drawn[random.Next(values.Length)]++;
            double sum = 0;
            for (int i = 0; i < values.Length; i++) sum += drawn[i] * values[i];
            means[r] = sum / values.Length;
        }
        Array.Sort(means);
        return means;
    }

    /// <summary>Returns BCa's correction of quantiles: bias from the share of means below the mean (ties half), acceleration from the jackknife.</summary>
    private static Func<double, double> Correction(double[] values, double mean, double[] means)
    {
        double below = means.Sum(m => m < mean ? 1 : m == mean ? 0.5 : 0) / means.Length, bias = Normal.InvCDF(0, 1, below);
        // Leaving a value out moves the mean by (mean − value)/(n−1); the factor cancels.
        double cubes = values.Sum(v => Math.Pow(v - mean, 3)), squares = values.Sum(v => (v - mean) * (v - mean)), acceleration = cubes / (6 * Math.Pow(squares, 1.5));
        return share =>
        {
            double z = bias + Normal.InvCDF(0, 1, share);
            return Normal.CDF(0, 1, bias + z / (1 - acceleration * z));
        };
    }

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int low = (int)place;
        return low + 1 >= sorted.Length ? sorted[^1] : sorted[low] + (place - low) * (sorted[low + 1] - sorted[low]);
    }
}
