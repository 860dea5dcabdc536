using MathNet.Numerics.Distributions;

namespace Kif.Pipeline.Statistics;

/// <summary>The summary of a metric over runs. NaN if undefined: a NaN value makes everything NaN, and a single value has no spread.</summary>
/// <param name="Count">The number of values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">Their standard deviation (n−1).</param>
/// <param name="StandardError">Standard error of the mean: the deviation over √n.</param>
/// <param name="Student">The interval of the mean by Student's t, which assumes roughly normal values.</param>
/// <param name="Bootstrap">The bootstrap interval of the mean, which assumes no distribution and is too narrow below about ten values.</param>
public sealed record SampleSummary(int Count, double Mean, double StandardDeviation, double StandardError, Interval Student, Interval Bootstrap)
{
    /// <summary>Summarizes values.</summary>
    /// <param name="values">One value per run; no values give NaN throughout.</param>
    /// <param name="options">The options; null for the defaults.</param>
    public static SampleSummary Of(IEnumerable<double> values, StatisticsOptions? options = null)
    {
        options ??= new();
        double[] all = [.. values];
        double mean = Moments.Mean(all), deviation = Moments.Deviation(all), error = deviation / Math.Sqrt(all.Length);
        return new(all.Length, mean, deviation, error, ByStudent(mean, error, all.Length, options.Confidence), Resampling.Of(all, options));
    }

    private static Interval ByStudent(double mean, double error, int count, double confidence)
    {
        if (double.IsNaN(error)) return Interval.Undefined;
        double reach = error * StudentT.InvCDF(0, 1, count - 1, (1 + confidence) / 2);
        return new(mean - reach, mean + reach);
    }
}
