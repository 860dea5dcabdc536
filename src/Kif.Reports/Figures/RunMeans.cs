namespace Kif.Reports.Figures;

/// <summary>Means over runs; a value that is missing leaves the others.</summary>
internal static class RunMeans
{
    /// <summary>Mean, lowest and highest of the values that are there; NaN where none is.</summary>
    public static (double Mean, double Low, double High) Of(IEnumerable<double> values)
    {
        double[] there = [.. values.Where(v => !double.IsNaN(v))];
        return there.Length == 0 ? (double.NaN, double.NaN, double.NaN) : (there.Average(), there.Min(), there.Max());
    }
}
