namespace Kif.Reports.Figures;

/// <summary>Means over runs; missing values are ignored.</summary>
internal static class RunMeans
{
    /// <summary>Returns the mean, lowest and highest of the values that are not NaN; NaN if there are none.</summary>
    public static (double Mean, double Low, double High) Of(IEnumerable<double> values)
    {
        double[] there = [.. values.Where(v => !double.IsNaN(v))];
        return there.Length == 0 ? (double.NaN, double.NaN, double.NaN) : (there.Average(), there.Min(), there.Max());
    }
}
