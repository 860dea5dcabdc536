using Kif.Reports.Scenes;

namespace Kif.Reports.Charts;

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
        double widest = new AxisScale(y.Min, y.Max, 0, 1, y.Logarithmic).Ticks(rows).Select(v => Scene.Measure(Ticks.Text(v), TickSize)).DefaultIfEmpty(10).Max();
        (Left, Right, Top, Bottom) = (area.Left + widest + 24, area.Right, area.Top + 6, area.Bottom - 38);
        (X, Y) = (new(x.Min, x.Max, Left, Right, x.Logarithmic), new(y.Min, y.Max, Bottom, Top, y.Logarithmic));
        foreach (double v in Y.Ticks(rows))
        {
            shapes.Add(new Stroke([new(Left, Y[v]), new(Right, Y[v])], v == 0 ? Ink.Edge : Ink.Grid));
            shapes.Add(new TextLabel(new(Left - 6, Y[v] + 4), Ticks.Text(v), Ink.Muted, TextAnchor.End, TickSize));
        }
        foreach (double v in x.Marks) shapes.Add(new Stroke([new(X[v], Top), new(X[v], Bottom)], Ink.Grid));
        shapes.Add(new Stroke([new(Left, Bottom), new(Right, Bottom)], Ink.Edge));
        foreach ((double v, string text) in x.Names ?? [.. X.Ticks(Math.Clamp((int)((Right - Left) / 60), 3, 9)).Select(v => (v, Ticks.Text(v)))])
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
