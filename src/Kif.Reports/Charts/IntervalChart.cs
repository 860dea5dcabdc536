namespace Kif.Reports;

/// <summary>A chart of means with intervals, a row each.</summary>
internal static class IntervalChart
{
    /// <summary>Draws the chart; if it is narrow, names stand above their rows.</summary>
    /// <param name="rows">The rows from top to bottom.</param>
    /// <param name="axis">The axis of the values.</param>
    /// <param name="width">Its width.</param>
    public static Scene Draw(IReadOnlyList<IntervalRow> rows, ChartAxis axis, double width)
    {
        bool narrow = width < 500;
        double row = narrow ? 44 : 30, bottom = rows.Count * row + 8;
        double names = narrow ? 0 : Math.Min(190, rows.Select(r => Scene.Measure(r.Name, 13)).DefaultIfEmpty(0).Max() + 20);
        double notes = rows.Select(r => Scene.Measure(r.Note)).DefaultIfEmpty(0).Max() + 14;
        var scale = new AxisScale(axis.Min, axis.Max, names + 12, narrow ? width - 14 : width - notes);
        var shapes = new List<DrawnShape>();
        foreach (double v in scale.Ticks(Math.Clamp((int)((scale.To - scale.From) / 60), 3, 9)))
        {
            shapes.Add(new Stroke([new(scale[v], 4), new(scale[v], bottom)], v == 0 ? Ink.Edge : Ink.Grid, v == 0 ? 1.5 : 1));
            shapes.Add(new TextLabel(new(scale[v], bottom + 16), AxisTicks.Text(v), Ink.Muted, TextAnchor.Middle, 11));
        }
        shapes.Add(new TextLabel(new((scale.From + scale.To) / 2, bottom + 34), Scene.Fit(axis.Title, width, 11), Ink.Muted, TextAnchor.Middle, 11));
        for (int i = 0; i < rows.Count; i++)
        {
            IntervalRow r = rows[i];
            double top = 4 + i * row, y = narrow ? top + 30 : top + row / 2;
            shapes.Add(new TextLabel(narrow ? new(scale.From, top + 14) : new(names, y + 4), Scene.Fit(r.Name, narrow ? width - notes : names, 13),
                Ink.Series(r.Style), narrow ? TextAnchor.Start : TextAnchor.End, 13, Bold: true));
            shapes.Add(new TextLabel(narrow ? new(width - 14, top + 14) : new(width, y + 4), r.Note, Ink.Muted, TextAnchor.End));
            if (double.IsFinite(r.Low) && double.IsFinite(r.High)) Whisker(shapes, scale[r.Low], scale[r.High], y, Ink.Series(r.Style));
            if (double.IsFinite(r.Mean)) shapes.Add(new PointMark(new(scale[r.Mean], y), r.Style, Ink.Series(r.Style), 5));
        }
        return new(width, bottom + 42, shapes);
    }

    private static void Whisker(List<DrawnShape> shapes, double low, double high, double y, Ink ink)
    {
        shapes.Add(new Stroke([new(low, y), new(high, y)], ink, 2));
        foreach (double end in new[] { low, high }) shapes.Add(new Stroke([new(end, y - 4), new(end, y + 4)], ink, 2));
    }
}

/// <summary>A row of an <see cref="IntervalChart"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Style">The number of its color and mark.</param>
/// <param name="Mean">The value of the mark; NaN for none.</param>
/// <param name="Low">The start of the line; NaN for no line.</param>
/// <param name="High">The end of the line.</param>
/// <param name="Note">A text at the right edge.</param>
internal sealed record IntervalRow(string Name, int Style, double Mean, double Low, double High, string Note);
