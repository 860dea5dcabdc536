namespace Kif.Reports.Charts;

/// <summary>An axis of a chart.</summary>
/// <param name="Title">Its title, with the unit.</param>
/// <param name="Min">Its first value.</param>
/// <param name="Max">Its last value.</param>
internal sealed record ChartAxis(string Title, double Min, double Max)
{
    /// <summary>Names at values instead of numbers; null for numbers.</summary>
    public IReadOnlyList<(double Value, string Text)>? Names { get; init; }

    /// <summary>Values with a line across the chart but no name, such as the end of a task.</summary>
    public IReadOnlyList<double> Marks { get; init; } = [];

    /// <summary>Whether the axis is logarithmic.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>Creates an axis of scores in percent that contains all values and 0, and ends at 100 at most unless a value is higher.</summary>
    public static ChartAxis Percent(string title, IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        if (finite.Length == 0) return new(title, 0, 100);
        (double min, double max) = (Math.Min(0, finite.Min()), Math.Max(finite.Max(), 5));
        (min, max) = Charts.Ticks.Around(min, max);
        return new(title, min, Math.Min(max, Math.Max(100, finite.Max())));
    }

    /// <summary>Creates an axis that contains all values, with round ends.</summary>
    public static ChartAxis Around(string title, IEnumerable<double> values, bool fromZero = false)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        if (finite.Length == 0) return new(title, 0, 1);
        (double min, double max) = Charts.Ticks.Around(fromZero ? Math.Min(0, finite.Min()) : finite.Min(), finite.Max());
        return new(title, min, max);
    }

    /// <summary>Creates an axis of integers from 1.</summary>
    public static ChartAxis Counting(string title, int count) =>
        new(title, 1, Math.Max(2, count)) { Names = [.. Enumerable.Range(1, count).Where(i => count <= 12 || i == 1 || i % ((count + 9) / 10) == 0).Select(i => ((double)i, Charts.Ticks.Text(i)))] };
}
