namespace Kif.Pipeline.Statistics;

/// <summary>Computes mean and spread.</summary>
internal static class Moments
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
