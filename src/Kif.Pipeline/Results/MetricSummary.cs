namespace Kif.Pipeline.Results;

/// <summary>Mean and sample standard deviation of a metric over runs; NaN where undefined.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation (n−1); NaN below two runs.</param>
/// <param name="Runs">Number of runs.</param>
public readonly record struct MetricSummary(double Mean, double Deviation, int Runs)
{
    /// <summary>Summarises values; one that is NaN makes the summary NaN.</summary>
    public static MetricSummary Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return new(mean, all.Length < 2 ? double.NaN : Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / (all.Length - 1)), all.Length);
    }
}
