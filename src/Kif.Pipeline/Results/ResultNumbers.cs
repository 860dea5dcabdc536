using System.Globalization;
using Kif.Pipeline.Statistics;

namespace Kif.Pipeline.Results;

/// <summary>The format of numbers in tables; a dash stands for a missing one.</summary>
internal static class ResultNumbers
{
    private const string None = "–";

    public static string Of(RunMetric metric, double value) => double.IsNaN(value) ? None : metric.Unit switch
    {
        "%" or "points" => Short(value),
        "s" => value.ToString(value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture),
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>Formats mean and standard deviation.</summary>
    public static string Of(RunMetric metric, SampleSummary summary) =>
        double.IsNaN(summary.StandardDeviation) || summary.StandardDeviation == 0 && metric.Unit is not ("%" or "points")
            ? Of(metric, summary.Mean) : $"{Of(metric, summary.Mean)} ± {Of(metric, summary.StandardDeviation)}";

    public static string Of(Interval interval) => interval.Defined ? $"{Short(interval.Low)} to {Short(interval.High)}" : None;

    /// <summary>Formats percent, points and effect sizes.</summary>
    public static string Short(double value) => double.IsNaN(value) ? None : value.ToString("F1", CultureInfo.InvariantCulture);

    public static string P(double value) => double.IsNaN(value) ? None : value < 0.0001 ? "<0.0001" : value.ToString(value < 0.01 ? "F4" : "F3", CultureInfo.InvariantCulture);

    public static string Share(double value) => double.IsNaN(value) ? None : value.ToString("P0", CultureInfo.InvariantCulture);
}
