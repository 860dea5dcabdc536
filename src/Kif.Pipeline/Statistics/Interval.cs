namespace Kif.Pipeline.Statistics;

/// <summary>A confidence interval in the unit of its value; NaN at both ends if undefined.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The undefined interval.</summary>
    public static Interval Undefined { get; } = new(double.NaN, double.NaN);

    /// <summary>Whether the interval is defined; one with equal ends is.</summary>
    public bool Defined => !double.IsNaN(Low) && !double.IsNaN(High);
}
