namespace Kif.Reports;

/// <summary>A scatter chart of named points; the Pareto front is joined by a line.</summary>
internal static class ScatterChart
{
    /// <summary>Draws the chart.</summary>
    /// <param name="points">Name, style and both values of each point.</param>
    /// <param name="front">Names of the points on the front.</param>
    /// <param name="x">The axis below.</param>
    /// <param name="y">The axis to the left.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    public static Scene Draw(IReadOnlyList<(string Name, int Style, double X, double Y)> points, IReadOnlySet<string> front, ChartAxis x, ChartAxis y,
        double width, double height)
    {
        var shapes = new List<DrawnShape>();
        var frame = new ChartFrame(shapes, x, y, (0, 0, width - 12, height));
        (string Name, int Style, double X, double Y)[] joined = [.. points.Where(p => front.Contains(p.Name)).OrderBy(p => p.X).ThenBy(p => p.Y)];
        if (joined.Length > 1)
            shapes.Add(
                new Stroke([.. joined.SelectMany((p, i) => i == 0 ? [frame.At(p.X, p.Y)] : new[] { frame.At(p.X, joined[i - 1].Y), frame.At(p.X, p.Y) })],
                    Ink.Muted, 1.5, 5));
        foreach ((string name, int style, double px, double py) in points)
        {
            if (front.Contains(name)) shapes.Add(new Stroke(Ring(frame.At(px, py), 9), Ink.Muted, 1.2));
            shapes.Add(new PointMark(frame.At(px, py), style, Ink.Series(style), 5));
        }
        Names(shapes, frame, points);
        return new(width, height, shapes);
    }

    /// <summary>Draws names beside their points, on the side with room; overlapping names are moved apart.</summary>
    private static void Names(List<DrawnShape> shapes, ChartFrame frame, IReadOnlyList<(string Name, int Style, double X, double Y)> points)
    {
        var taken = new List<(double Left, double Right, double Y)>();
        foreach ((string name, int style, double px, double py) in points.OrderBy(p => frame.Y[p.Y]))
        {
            ScenePoint at = frame.At(px, py);
            string shown = Scene.Fit(name, 150);
            double length = Scene.Measure(shown) + 6;
            bool left = at.X + 10 + length > frame.Right;
            double from = left ? at.X - 10 - length : at.X + 10, y = at.Y - 7;
            while (taken.Any(t => t.Left < from + length && from < t.Right && Math.Abs(t.Y - y) < 13)) y += 2;
            taken.Add((from, from + length, y));
            if (y - at.Y > 0)
                shapes.Add(new Stroke([new(left ? at.X - 4 : at.X + 4, at.Y + 4), new(left ? at.X - 9 : at.X + 9, y - 4)], Ink.Series(style), 0.7));
            shapes.Add(new TextLabel(new(left ? at.X - 10 : at.X + 10, y), shown, Ink.Series(style), left ? TextAnchor.End : TextAnchor.Start, Bold: true));
        }
    }

    private static ScenePoint[] Ring(ScenePoint at, double radius) =>
        [.. Enumerable.Range(0, 25).Select(i => i * Math.PI / 12).Select(a => new ScenePoint(at.X + radius * Math.Cos(a), at.Y + radius * Math.Sin(a)))];
}
