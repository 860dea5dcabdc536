namespace Kif.Reports;

/// <summary>A scatter chart of named points; the Pareto front is joined by a line, references are lines across.</summary>
internal static class ScatterChart
{
    private const double Ring = 9;

    /// <summary>Draws the chart.</summary>
    /// <param name="points">The points.</param>
    /// <param name="front">Names of the points on the front.</param>
    /// <param name="x">The axis below.</param>
    /// <param name="y">The axis to the left.</param>
    /// <param name="size">Its width and height.</param>
    /// <param name="references">Values of the axis to the left that no point competes with.</param>
    /// <param name="curves">Points that a line joins, by index; null for none.</param>
    public static Scene Draw(IReadOnlyList<ScatterPoint> points, IReadOnlySet<string> front, ChartAxis x, ChartAxis y,
        (double Width, double Height) size, IReadOnlyList<ReferenceValue> references, IReadOnlyList<IReadOnlyList<int>>? curves = null)
    {
        var shapes = new List<DrawnShape>();
        var frame = new ChartFrame(shapes, x, y, (0, 0, size.Width - 12, size.Height));
        foreach (ReferenceValue r in references)
            shapes.Add(new Stroke([new(frame.Left, frame.Y[r.Value]), new(frame.Right, frame.Y[r.Value])], Ink.Muted, 1.5, -1) { Tip = r.Tip });
        ScatterPoint[] joined = [.. points.Where(p => front.Contains(p.Name)).OrderBy(p => p.X).ThenBy(p => p.Y)];
        if (joined.Length > 1)
            shapes.Add(
                new Stroke([.. joined.SelectMany((p, i) => i == 0 ? [frame.At(p.X, p.Y)] : new[] { frame.At(p.X, joined[i - 1].Y), frame.At(p.X, p.Y) })],
                    Ink.Muted, 1.2));
        foreach (ScatterPoint p in points)
            if (p.Spread is var (left, right, low, high))
                shapes.Add(Shade.Rectangle(frame.X[left], frame.Y[high], frame.X[right], frame.Y[low], Ink.Series(p.Style)));
        foreach (IReadOnlyList<int> curve in (curves ?? []).Where(c => c.Count > 1))
            shapes.Add(new Stroke([.. curve.Select(i => frame.At(points[i].X, points[i].Y))], Ink.Series(points[curve[0]].Style), 1.5));
        var labels = new LabelPlacer(frame.Left, frame.Top, frame.Right, frame.Bottom);
        foreach (ScatterPoint p in points)
        {
            ScenePoint at = frame.At(p.X, p.Y);
            if (front.Contains(p.Name)) shapes.Add(new Stroke(Circle(at, Ring), Ink.Muted, 1.2));
            shapes.Add(new PointMark(at, p.Style, Ink.Series(p.Style), 5) { Tip = p.Tip });
            labels.Avoid(at, Ring + 1);
        }
        foreach (ReferenceValue r in references)
            Name(shapes, labels.Upon(frame.Y[r.Value], Scene.Fit(r.Name, frame.Right - frame.Left)), Ink.Muted, bold: false);
        // Those with the least room first.
        foreach (ScatterPoint p in points.OrderByDescending(p => points.Count(q => Near(frame.At(p.X, p.Y), frame.At(q.X, q.Y)))))
            Name(shapes, labels.Beside(frame.At(p.X, p.Y), Scene.Fit(p.Name, 150, 12, bold: true)), Ink.Series(p.Style), bold: true);
        return new(size.Width, size.Height, shapes);
    }

    private static void Name(List<DrawnShape> shapes, PlacedLabel label, Ink ink, bool bold)
    {
        if (label.Leader is { } leader) shapes.Add(new Stroke([leader.From, leader.To], ink, 0.8));
        shapes.Add(new TextLabel(new(label.Left, label.Bottom - 3), label.Text, ink, Bold: bold));
    }

    private static bool Near(ScenePoint a, ScenePoint b) => Math.Abs(a.X - b.X) < 70 && Math.Abs(a.Y - b.Y) < 24;

    private static ScenePoint[] Circle(ScenePoint at, double radius) =>
        [.. Enumerable.Range(0, 25).Select(i => i * Math.PI / 12).Select(a => new ScenePoint(at.X + radius * Math.Cos(a), at.Y + radius * Math.Sin(a)))];
}

/// <summary>A named point of a <see cref="ScatterChart"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Style">The number of its color and mark.</param>
/// <param name="X">Its value on the axis below.</param>
/// <param name="Y">Its value on the axis to the left.</param>
internal sealed record ScatterPoint(string Name, int Style, double X, double Y)
{
    /// <summary>What a reader sees who points at it.</summary>
    public string? Tip { get; init; }

    /// <summary>The rectangle of its intervals, in values of the axes; null for none. Default: null.</summary>
    public (double Left, double Right, double Low, double High)? Spread { get; init; }
}
