using MathNet.Numerics.Distributions;

namespace Kif.Pipeline.Statistics;

/// <summary>A metric over runs. NaN where it is undefined: a value that is NaN makes everything NaN, and one value alone has no spread.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">Their standard deviation (n−1).</param>
/// <param name="StandardError">Standard error of the mean: the deviation over √n.</param>
/// <param name="Student">Interval of the mean by Student's t; it supposes values that are roughly normal.</param>
/// <param name="Bootstrap">Interval of the mean from resampled values; it supposes no shape, and is too narrow below about ten values.</param>
public sealed record SampleSummary(int Count, double Mean, double StandardDeviation, double StandardError, Interval Student, Interval Bootstrap)
{
    /// <summary>Summarises values.</summary>
    /// <param name="values">One per run; none gives NaN throughout.</param>
    /// <param name="options">How; null for the defaults.</param>
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
