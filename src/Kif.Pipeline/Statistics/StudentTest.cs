using MathNet.Numerics.Distributions;

namespace Kif;

/// <summary>An estimate with its standard error and Student's t test against 0.</summary>
/// <param name="Estimate">The estimate.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="DegreesOfFreedom">The degrees of freedom, not always whole.</param>
/// <param name="T">The estimate over its standard error.</param>
/// <param name="PValue">The two-sided p.</param>
/// <param name="Interval">The interval of the estimate.</param>
internal sealed record StudentTest(double Estimate, double StandardError, double DegreesOfFreedom, double T, double PValue, ConfidenceInterval Interval)
{
    /// <summary>Nothing is defined.</summary>
    public static StudentTest Undefined { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, ConfidenceInterval.Undefined);

    /// <summary>Tests an estimate. Without spread there is an interval of width 0, and neither t nor p.</summary>
    public static StudentTest Of(double estimate, double error, double freedom, double confidence)
    {
        if (double.IsNaN(estimate) || double.IsNaN(error) || !(freedom > 0)) return Undefined with { Estimate = estimate };
        if (error == 0) return new(estimate, 0, freedom, double.NaN, double.NaN, new(estimate, estimate));
        double t = estimate / error, reach = error * StudentT.InvCDF(0, 1, freedom, (1 + confidence) / 2);
        return new(estimate, error, freedom, t, Math.Min(1, 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(t))), new(estimate - reach, estimate + reach));
    }

    /// <summary>
    /// The least difference that such a test would show with the given probability, if the noise stays as it was seen: (t of the level + t of the power)
    /// times the standard error. NaN if undefined.
    /// </summary>
    /// <param name="level">The level of the test, two-sided.</param>
    /// <param name="power">The probability.</param>
    public double Detectable(double level, double power) => !(StandardError > 0) ? double.NaN
        : StandardError * (StudentT.InvCDF(0, 1, DegreesOfFreedom, 1 - level / 2) + StudentT.InvCDF(0, 1, DegreesOfFreedom, power));
}
