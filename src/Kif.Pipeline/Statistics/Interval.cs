namespace Kif.Pipeline.Statistics;

/// <summary>An interval of a value's own unit; NaN at both ends where it is undefined.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>No interval.</summary>
    public static Interval Undefined { get; } = new(double.NaN, double.NaN);

    /// <summary>Whether it is one; an interval of a single value is.</summary>
    public bool Defined => !double.IsNaN(Low) && !double.IsNaN(High);
}
