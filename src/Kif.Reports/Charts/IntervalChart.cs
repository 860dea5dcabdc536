namespace Kif.Reports;

/// <summary>A chart of means with intervals, a row each, with references as lines across all rows.</summary>
internal static class IntervalChart
{
    private const double LabelLine = 15;

    /// <summary>Draws the chart; if it is narrow, names stand above their rows.</summary>
    /// <param name="rows">The rows from top to bottom.</param>
    /// <param name="axis">The axis of the values.</param>
    /// <param name="width">Its width.</param>
    /// <param name="references">Values that are no rows; null for none.</param>
    public static Scene Draw(IReadOnlyList<IntervalRow> rows, ChartAxis axis, double width, IReadOnlyList<ReferenceValue>? references = null)
    {
        bool narrow = width < 500;
        double row = narrow ? 46 : 32;
        double names = narrow ? 0 : Math.Min(220, rows.Select(r => Scene.Measure(r.Name, 13, bold: true)).DefaultIfEmpty(0).Max() + 12);
        double notes = rows.Select(r => Scene.Measure(r.Note)).DefaultIfEmpty(0).Max() + 14;
        var scale = new AxisScale(axis.Min, axis.Max, names + 12, narrow ? width - 14 : width - notes);
        var shapes = new List<DrawnShape>();
        double top = 4 + References(shapes, references ?? [], scale, width, 8 + rows.Count * row), bottom = top + rows.Count * row + 4;
        foreach (double v in scale.Ticks(Math.Clamp((int)((scale.To - scale.From) / 60), 3, 9)))
        {
            shapes.Add(new Stroke([new(scale[v], top), new(scale[v], bottom)], v == 0 ? Ink.Edge : Ink.Grid, v == 0 ? 1.5 : 1));
            shapes.Add(new TextLabel(new(scale[v], bottom + 16), AxisTicks.Text(v), Ink.Muted, TextAnchor.Middle, 11));
        }
        double titled = Math.Clamp((scale.From + scale.To) / 2, Scene.Measure(axis.Title, 11) / 2, width - Scene.Measure(axis.Title, 11) / 2);
        shapes.Add(new TextLabel(new(titled, bottom + 34), Scene.Fit(axis.Title, width, 11), Ink.Muted, TextAnchor.Middle, 11));
        for (int i = 0; i < rows.Count; i++) Row(shapes, rows[i], scale, top + i * row, (narrow, row, names, width - notes, width));
        return new(width, bottom + 42, shapes);
    }

    private static void Row(List<DrawnShape> shapes, IntervalRow r, AxisScale scale, double top,
        (bool Narrow, double Height, double Names, double Notes, double Width) room)
    {
        Ink ink = Ink.Series(r.Style);
        double y = room.Narrow ? top + 31 : top + room.Height / 2;
        shapes.Add(new TextLabel(room.Narrow ? new(scale.From, top + 15) : new(room.Names, y + 4),
            Scene.Fit(r.Name, room.Narrow ? room.Notes - scale.From : room.Names, 13, bold: true), ink,
            room.Narrow ? TextAnchor.Start : TextAnchor.End, 13, Bold: true));
        // In a narrow chart, lines of references would cross the number.
        double note = Scene.Measure(r.Note) + 4;
        if (room.Narrow && note > 4) shapes.Add(new Box(room.Width - 12 - note, top + 3, note, 16, Ink.Surface));
        shapes.Add(new TextLabel(room.Narrow ? new(room.Width - 14, top + 15) : new(room.Width, y + 4), r.Note, Ink.Text, TextAnchor.End));
        if (!double.IsFinite(r.Mean)) return;
        double zero = scale[Math.Clamp(0, scale.Min, scale.Max)], mean = scale[r.Mean];
        shapes.Add(Shade.Rectangle(Math.Min(zero, mean), y - 8, Math.Max(zero, mean), y + 8, ink) with { Tip = r.Tip });
        if (double.IsFinite(r.Low) && double.IsFinite(r.High)) Whisker(shapes, scale[r.Low], scale[r.High], y, ink);
        shapes.Add(new PointMark(new(mean, y), r.Style, ink, 5) { Tip = r.Tip });
    }

    private static void Whisker(List<DrawnShape> shapes, double low, double high, double y, Ink ink)
    {
        shapes.Add(new Stroke([new(low, y), new(high, y)], ink, 2));
        foreach (double end in new[] { low, high }) shapes.Add(new Stroke([new(end, y - 4), new(end, y + 4)], ink, 2));
    }

    /// <summary>Draws the lines, with their names above in as many lines of text as they need, and returns the height of the names.</summary>
    private static double References(List<DrawnShape> shapes, IReadOnlyList<ReferenceValue> references, AxisScale scale, double width, double height)
    {
        ReferenceValue[] drawn = [.. references.Where(r => double.IsFinite(r.Value) && r.Value >= scale.Min && r.Value <= scale.Max).OrderBy(r => r.Value)];
        var taken = new List<(double Left, double Right, int Line)>();
        var placed = new List<(ReferenceValue Reference, double Left, int Line)>();
        foreach (ReferenceValue r in drawn)
        {
            string name = Scene.Fit(r.Name, width);
            double length = Scene.Measure(name), left = Math.Clamp(scale[r.Value] - length / 2, 0, Math.Max(0, width - length));
            int line = 0;
            while (taken.Any(t => t.Line == line && left < t.Right + 10 && t.Left < left + length + 10)) line++;
            taken.Add((left, left + length, line));
            placed.Add((r with { Name = name }, left, line));
        }
        double names = placed.Count == 0 ? 0 : LabelLine * (placed.Max(p => p.Line) + 1);
        foreach ((ReferenceValue r, double left, int line) in placed)
        {
            double y = names - LabelLine * line - 4;
            shapes.Add(new TextLabel(new(left, y), r.Name, Ink.Muted));
            shapes.Add(new Stroke([new(scale[r.Value], y + 4), new(scale[r.Value], names + height)], Ink.Muted, 1.5, -1) { Tip = r.Tip });
        }
        return names;
    }
}

/// <summary>A row of an <see cref="IntervalChart"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Style">The number of its color and mark.</param>
/// <param name="Mean">The value of the mark; NaN for none.</param>
/// <param name="Low">The start of the line; NaN for no line.</param>
/// <param name="High">The end of the line.</param>
/// <param name="Note">A text at the right edge.</param>
internal sealed record IntervalRow(string Name, int Style, double Mean, double Low, double High, string Note)
{
    /// <summary>What a reader sees who points at it.</summary>
    public string? Tip { get; init; }
}

/// <summary>A value that others are read against, and that does not compete with them.</summary>
/// <param name="Name">Its name, with the value.</param>
/// <param name="Value">The value.</param>
internal sealed record ReferenceValue(string Name, double Value)
{
    /// <summary>What a reader sees who points at it.</summary>
    public string? Tip { get; init; }
}
