using System.Globalization;

namespace Kif.Reports;

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
        (min, max) = AxisTicks.Around(min, max);
        return new(title, min, Math.Min(max, Math.Max(100, finite.Max())));
    }

    /// <summary>Creates an axis that contains all values, with round ends.</summary>
    public static ChartAxis Around(string title, IEnumerable<double> values, bool fromZero = false)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        if (finite.Length == 0) return new(title, 0, 1);
        (double min, double max) = AxisTicks.Around(fromZero ? Math.Min(0, finite.Min()) : finite.Min(), finite.Max());
        return new(title, min, max);
    }

    /// <summary>Creates an axis of integers from 1.</summary>
    public static ChartAxis Counting(string title, int count) =>
        new(title, 1, Math.Max(2, count))
        { Names = [.. Enumerable.Range(1, count).Where(i => count <= 12 || i == 1 || i % ((count + 9) / 10) == 0)
        .Select(i => ((double)i, AxisTicks.Text(i)))] };
}

/// <summary>The drawn axes of a chart and the area between them.</summary>
internal sealed class ChartFrame
{
    private const double TickSize = 11;

    /// <summary>Draws the axes into a list of shapes.</summary>
    /// <param name="shapes">The list.</param>
    /// <param name="x">The axis below.</param>
    /// <param name="y">The axis to the left.</param>
    /// <param name="area">Outer bounds: left, top, right, bottom.</param>
    public ChartFrame(List<DrawnShape> shapes, ChartAxis x, ChartAxis y, (double Left, double Top, double Right, double Bottom) area)
    {
        int rows = Math.Clamp((int)((area.Bottom - area.Top) / 36), 3, 8);
        double widest = new AxisScale(y.Min, y.Max, 0, 1, y.Logarithmic).Ticks(rows).Select(v => Scene.Measure(AxisTicks.Text(v), TickSize)).DefaultIfEmpty(10)
            .Max();
        (Left, Right, Top, Bottom) = (area.Left + widest + 24, area.Right, area.Top + 6, area.Bottom - 38);
        (X, Y) = (new(x.Min, x.Max, Left, Right, x.Logarithmic), new(y.Min, y.Max, Bottom, Top, y.Logarithmic));
        foreach (double v in Y.Ticks(rows))
        {
            shapes.Add(new Stroke([new(Left, Y[v]), new(Right, Y[v])], v == 0 ? Ink.Edge : Ink.Grid));
            shapes.Add(new TextLabel(new(Left - 6, Y[v] + 4), AxisTicks.Text(v), Ink.Muted, TextAnchor.End, TickSize));
        }
        foreach (double v in x.Marks) shapes.Add(new Stroke([new(X[v], Top), new(X[v], Bottom)], Ink.Grid));
        shapes.Add(new Stroke([new(Left, Bottom), new(Right, Bottom)], Ink.Edge));
        foreach ((double v, string text) in x.Names ?? [.. X.Ticks(Math.Clamp((int)((Right - Left) / 60), 3, 9)).Select(v => (v, AxisTicks.Text(v)))])
        {
            if (x.Marks.Count == 0) shapes.Add(new Stroke([new(X[v], Bottom), new(X[v], Bottom + 4)], Ink.Edge));
            shapes.Add(new TextLabel(new(X[v], Bottom + 16), text, Ink.Muted, TextAnchor.Middle, TickSize));
        }
        shapes.Add(new TextLabel(new((Left + Right) / 2, area.Bottom - 4), x.Title, Ink.Muted, TextAnchor.Middle, TickSize));
        shapes.Add(new TextLabel(new(area.Left + 10, (Top + Bottom) / 2), y.Title, Ink.Muted, TextAnchor.Middle, TickSize, Upright: true));
    }

    public double Left { get; }

    public double Right { get; }

    public double Top { get; }

    public double Bottom { get; }

    public AxisScale X { get; }

    public AxisScale Y { get; }

    /// <summary>Returns the point of a pair of values.</summary>
    public ScenePoint At(double x, double y) => new(X[x], Y[y]);
}

/// <summary>The mapping from an axis's values to coordinates.</summary>
/// <param name="Min">The value at the axis's start.</param>
/// <param name="Max">The value at its end.</param>
/// <param name="From">The coordinate of its start.</param>
/// <param name="To">The coordinate of its end.</param>
/// <param name="Logarithmic">Whether the scale is logarithmic; 0 is then at the start.</param>
internal sealed record AxisScale(double Min, double Max, double From, double To, bool Logarithmic = false)
{
    /// <summary>The coordinate of a value.</summary>
    public double this[double value] => From + (To - From) * (Map(value) - Map(Min)) / (Map(Max) - Map(Min));

    /// <summary>Returns round values along the axis.</summary>
    public IReadOnlyList<double> Ticks(int most) => Logarithmic
        ? [0, .. Enumerable.Range(0, 16).Where(p => p % Math.Max(1, (int)Math.Ceiling(Math.Log10(Max) / most)) == 0).Select(p => Math.Pow(10, p))
            .Where(v => v <= Max * 1.0001)]
        : AxisTicks.Between(Min, Max, most);

    private double Map(double value) => Logarithmic ? Math.Log10(1 + Math.Max(0, value)) : value;
}

/// <summary>The tick values of an axis.</summary>
internal static class AxisTicks
{
    /// <summary>Returns values between two bounds in steps of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="min">The lower bound.</param>
    /// <param name="max">The upper bound.</param>
    /// <param name="most">The highest number of values.</param>
    public static IReadOnlyList<double> Between(double min, double max, int most = 6)
    {
        double step = Step(min, max, most), first = Math.Ceiling(min / step - 1e-9);
        int count = (int)Math.Floor(max / step + 1e-9) - (int)first + 1;
        return [.. Enumerable.Range(0, Math.Max(0, count)).Select(i => Clean((first + i) * step))];
    }

    /// <summary>Widens bounds to round values.</summary>
    public static (double Min, double Max) Around(double min, double max, int most = 6)
    {
        if (min == max) (min, max) = (min - 1, max + 1);
        double step = Step(min, max, most);
        return (Clean(Math.Floor(min / step + 1e-9) * step), Clean(Math.Ceiling(max / step - 1e-9) * step));
    }

    /// <summary>Formats a tick, with as many digits as it needs.</summary>
    public static string Text(double value) => Math.Abs(value) >= 1e4
        ? Short(value)
        : value.ToString("0.######", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>Formats a value with a letter for thousands, millions and so on.</summary>
    public static string Short(double value)
    {
        (double unit, string letter) = Math.Abs(value) switch { >= 1e9 => (1e9, "G"), >= 1e6 => (1e6, "M"), >= 1e3 => (1e3, "k"), _ => (1, "") };
        double scaled = value / unit;
        return scaled.ToString(Math.Abs(scaled) < 10 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + letter;
    }

    private static double Step(double min, double max, int most)
    {
        double rough = (max - min) / Math.Max(1, most - 1), power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * ((rough / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 5.0001 => 5, _ => 10 });
    }

    private static double Clean(double value) => Math.Round(value, 12);
}
