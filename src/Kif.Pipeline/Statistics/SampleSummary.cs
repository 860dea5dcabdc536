using System.Text.Json.Serialization;
using MathNet.Numerics.Distributions;

namespace Kif;

/// <summary>The summary of a metric over runs. NaN if undefined: a NaN value makes everything NaN, and a single value has no spread.</summary>
/// <param name="Count">The number of values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">Their standard deviation (n−1).</param>
/// <param name="StandardError">Standard error of the mean: the deviation over √n.</param>
/// <param name="Student">The interval of the mean by Student's t, which assumes roughly normal values.</param>
/// <param name="Bootstrap">The bootstrap interval of the mean, which assumes no distribution and is too narrow below about ten values.</param>
public sealed record SampleSummary(int Count, double Mean, double StandardDeviation, double StandardError, ConfidenceInterval Student,
    ConfidenceInterval Bootstrap)
{
    /// <summary>Summarizes values.</summary>
    /// <param name="values">One value per run; no values give NaN throughout.</param>
    /// <param name="options">The options; null for the defaults.</param>
    public static SampleSummary Of(IEnumerable<double> values, StatisticsOptions? options = null)
    {
        options ??= new();
        double[] all = [.. values];
        double mean = SampleMoments.Mean(all), deviation = SampleMoments.Deviation(all), error = deviation / Math.Sqrt(all.Length);
        return new(all.Length, mean, deviation, error, ByStudent(mean, error, all.Length, options.Confidence), BootstrapInterval.Of(all, options));
    }

    private static ConfidenceInterval ByStudent(double mean, double error, int count, double confidence)
    {
        if (double.IsNaN(error)) return ConfidenceInterval.Undefined;
        double reach = error * StudentT.InvCDF(0, 1, count - 1, (1 + confidence) / 2);
        return new(mean - reach, mean + reach);
    }
}

/// <summary>A confidence interval in the unit of its value; NaN at both ends if undefined.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct ConfidenceInterval(double Low, double High)
{
    /// <summary>The undefined interval.</summary>
    public static ConfidenceInterval Undefined { get; } = new(double.NaN, double.NaN);

    /// <summary>Whether the interval is defined; one with equal ends is.</summary>
    [JsonPropertyName("defined")]
    public bool IsDefined => !double.IsNaN(Low) && !double.IsNaN(High);
}

/// <summary>Computes mean and spread.</summary>
internal static class SampleMoments
{
    /// <summary>Returns the mean; NaN without values.</summary>
    public static double Mean(IReadOnlyCollection<double> values) => values.DefaultIfEmpty(double.NaN).Average();

    /// <summary>Returns the standard deviation (n−1); NaN below two values. Exactly 0 if all are equal.</summary>
    public static double Deviation(IReadOnlyCollection<double> values) => Math.Sqrt(Variance(values));

    /// <summary>Returns the variance (n−1); NaN below two values. Exactly 0 if all are equal.</summary>
    public static double Variance(IReadOnlyCollection<double> values)
    {
        if (values.Count < 2) return double.NaN;
        if (values.All(v => v == values.First())) return 0;
        double mean = Mean(values);
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
    }
}

/// <summary>Computes the bootstrap interval of a mean.</summary>
internal static class BootstrapInterval
{
    /// <summary>Returns the interval: undefined below two values and with a NaN among them; the value itself if all are equal.</summary>
    public static ConfidenceInterval Of(double[] values, StatisticsOptions options)
    {
        if (values.Length < 2 || values.Any(double.IsNaN)) return ConfidenceInterval.Undefined;
        if (values.All(v => v == values[0])) return new(values[0], values[0]);
        double tail = (1 - options.Confidence) / 2, mean = SampleMoments.Mean(values);
        double[] means = Means(values, options);
        switch (options.Bootstrap)
        {
            case BootstrapForm.BiasCorrected:
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
        double cubes = values.Sum(v => Math.Pow(v - mean, 3)), squares = values.Sum(v => (v - mean) * (v - mean)),
            acceleration = cubes / (6 * Math.Pow(squares, 1.5));
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
