namespace Kif.Reports;

/// <summary>A line chart, with optional names at the ends of the lines.</summary>
internal static class LineChart
{
    private const double NameRoom = 150;

    /// <summary>Draws the chart.</summary>
    /// <param name="series">Its lines.</param>
    /// <param name="x">The axis below.</param>
    /// <param name="y">The axis to the left.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="named">Whether lines are named at their ends; otherwise there is a legend elsewhere.</param>
    public static Scene Draw(IReadOnlyList<LineSeries> series, ChartAxis x, ChartAxis y, double width, double height, bool named)
    {
        var shapes = new List<DrawnShape>();
        double longest = series.Where(s => s.Named).Select(s => Scene.Measure(s.Name, 12, bold: true)).DefaultIfEmpty(0).Max();
        double room = named ? Math.Min(NameRoom, longest + 22) : 8;
        var frame = new ChartFrame(shapes, x, y, (0, 0, width - room, height));
        foreach (LineSeries s in series) Band(shapes, frame, s);
        foreach (LineSeries s in series.OrderBy(s => s.Style >= 0)) Line(shapes, frame, s);
        if (named) Names(shapes, frame, series, room);
        return new(width, height, shapes);
    }

    private static void Band(List<DrawnShape> shapes, ChartFrame frame, LineSeries s)
    {
        int[] drawn = [.. Enumerable.Range(0, s.Band.Count).Where(i => double.IsFinite(s.Band[i].Low) && double.IsFinite(s.Band[i].High))];
        if (drawn.Length < 2 || drawn.All(i => s.Band[i].Low == s.Band[i].High)) return;
        shapes.Add(
            new Shade([.. drawn.Select(i => frame.At(s.Points[i].X, s.Band[i].High)), .. drawn.Reverse().Select(i => frame.At(s.Points[i].X, s.Band[i].Low))],
                Ink.Series(s.Style)));
    }

    private static void Line(List<DrawnShape> shapes, ChartFrame frame, LineSeries s)
    {
        Ink ink = Ink.Series(s.Style);
        foreach (IReadOnlyList<ScenePoint> piece in Pieces(frame, s.Points.TakeWhile(p => p.X <= s.ThinUntil)))
            if (piece.Count > 1) shapes.Add(new Stroke(piece, ink, 0.9, s.Style));
        foreach (IReadOnlyList<ScenePoint> piece in Pieces(frame, s.Points.SkipWhile(p => p.X < s.ThinUntil)))
            if (piece.Count > 1) shapes.Add(new Stroke(piece, ink, s.Width, s.Style) { Tip = s.Tip });
        if (!s.Named) return;
        foreach ((double px, double py) in s.Points.Where((p, i) => double.IsFinite(p.Y) && (s.Marked ? p.X >= s.ThinUntil : i == s.Points.Count - 1)))
            shapes.Add(new PointMark(frame.At(px, py), s.Style, ink, s.Marked ? 3.5 : 4) { Tip = s.TipOf?.Invoke(px, py) });
    }

    private static IEnumerable<IReadOnlyList<ScenePoint>> Pieces(ChartFrame frame, IEnumerable<(double X, double Y)> points)
    {
        var piece = new List<ScenePoint>();
        foreach ((double px, double py) in points)
        {
            if (double.IsFinite(py)) piece.Add(frame.At(px, py));
            else if (piece.Count > 0)
            {
                yield return piece;
                piece = [];
            }
        }
        if (piece.Count > 0) yield return piece;
    }

    private static void Names(List<DrawnShape> shapes, ChartFrame frame, IReadOnlyList<LineSeries> series, double room)
    {
        (LineSeries Line, double Y, double End)[] ends = [.. series.Where(s => s.Named && s.Points.Any(p => double.IsFinite(p.Y)))
            .Select(s => (s, s.Points.Last(p => double.IsFinite(p.Y)))).Select(e => (e.s, frame.Y[e.Item2.Y], frame.X[e.Item2.X])).OrderBy(e => e.Item2)];
        IReadOnlyList<double> places = LabelSpread.Apart([.. ends.Select(e => e.Y)], 14, frame.Top + 4, frame.Bottom);
        foreach (((LineSeries s, double at, double end), double place) in ends.Zip(places))
        {
            if (Math.Abs(place - at) > 3 || end < frame.Right - 1)
                shapes.Add(new Stroke([new(end + 5, at), new(frame.Right + 12, place)], Ink.Series(s.Style), 0.7));
            shapes.Add(new TextLabel(new(frame.Right + 15, place + 4), Scene.Fit(s.Name, room - 16, 12, bold: true), Ink.Series(s.Style), Bold: true));
        }
    }
}

/// <summary>A line of a chart.</summary>
/// <param name="Name">Its name, shown at its end.</param>
/// <param name="Style">The number of its color, dash pattern and mark.</param>
/// <param name="Points">Its points; a NaN as Y breaks the line.</param>
internal sealed record LineSeries(string Name, int Style, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>Lowest and highest value at each point's X; empty for no band.</summary>
    public IReadOnlyList<(double Low, double High)> Band { get; init; } = [];

    /// <summary>Whether each point has a mark; otherwise only the last one.</summary>
    public bool Marked { get; init; } = true;

    /// <summary>The width of the line.</summary>
    public double Width { get; init; } = 2;

    /// <summary>Whether its name is shown at its end, and its points have marks.</summary>
    public bool Named { get; init; } = true;

    /// <summary>The X up to which the line is thin and has no marks. Default: none of it.</summary>
    public double ThinUntil { get; init; } = double.NegativeInfinity;

    /// <summary>What a reader sees who points at the line; null for nothing.</summary>
    public string? Tip { get; init; }

    /// <summary>Makes what a reader sees who points at the mark of a point; null for nothing.</summary>
    public Func<double, double, string>? TipOf { get; init; }
}

/// <summary>The placing of labels that would otherwise overlap.</summary>
internal static class LabelSpread
{
    /// <summary>Moves ascending places as little as possible, so that neighbors are some distance apart and within bounds.</summary>
    public static IReadOnlyList<double> Apart(IReadOnlyList<double> places, double distance, double min, double max)
    {
        double[] moved = [.. places];
        if (moved.Length == 0) return moved;
        distance = Math.Min(distance, (max - min) / Math.Max(1, moved.Length - 1));
        for (int round = 0; round < 60; round++)
        {
            for (int i = 1; i < moved.Length; i++)
            {
                double missing = distance - (moved[i] - moved[i - 1]);
                if (missing > 0) (moved[i - 1], moved[i]) = (moved[i - 1] - missing / 2, moved[i] + missing / 2);
            }
            for (int i = 0; i < moved.Length; i++) moved[i] = Math.Clamp(moved[i], min + i * distance, max - (moved.Length - 1 - i) * distance);
        }
        return moved;
    }
}
