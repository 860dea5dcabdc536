namespace Kif.Reports;

/// <summary>
/// A chart of distributions, a row each: bars that are higher where more values lie, with the median and the middle half. Heights are square roots, so that few
/// values are seen beside many.
/// </summary>
internal static class SpreadChart
{
    /// <summary>The most bars of a row, and the most rows whose bars can be pointed at: more would make the page large.</summary>
    private const int Most = 49, MostPointed = 6;

    private const double Row = 46;

    private const string Title = "weight of the new model in a skill unit";

    private static readonly (double At, string Name)[] Bounds = [(1 / 3.0, "⅓: protected below"), (2 / 3.0, "⅔: overwritten above")];

    /// <summary>Draws the chart.</summary>
    /// <param name="rows">The distributions, from top to bottom.</param>
    /// <param name="width">Its width.</param>
    public static Scene Draw(IReadOnlyList<ValueSpread> rows, double width)
    {
        bool narrow = width < 500;
        double names = narrow ? 0 : Math.Min(200, rows.Max(r => Scene.Measure(r.Name, 13)) + 14), row = narrow ? Row + 16 : Row;
        (double from, double to) = AxisTicks.Around(Math.Max(0, rows.Min(r => r.Quantile(0)) - 0.005), Math.Min(1, rows.Max(r => r.Quantile(1)) + 0.005));
        var scale = new AxisScale(from, to, names + 14, width - 14);
        double top = 20, bottom = top + rows.Count * row;
        var shapes = new List<DrawnShape>();
        foreach (double v in scale.Ticks(Math.Clamp((int)((scale.To - scale.From) / 60), 3, 9)))
        {
            shapes.Add(new Stroke([new(scale[v], top), new(scale[v], bottom)], Ink.Grid));
            shapes.Add(new TextLabel(new(scale[v], bottom + 16), AxisTicks.Text(v), Ink.Muted, TextAnchor.Middle, 11));
        }
        foreach ((double at, string name) in Bounds.Where(b => b.At > from && b.At < to))
        {
            double length = Scene.Measure(name, 11);
            shapes.Add(new Stroke([new(scale[at], top - 4), new(scale[at], bottom)], Ink.Muted, 1.2, -1));
            double middle = Math.Clamp(scale[at], names + length / 2, width - length / 2);
            shapes.Add(new TextLabel(new(narrow ? scale[at] : middle, 12), narrow ? name[..1] : name, Ink.Muted, TextAnchor.Middle, 11));
        }
        string title = Scene.Fit(narrow ? Title : $"{Title}; heights are square roots of shares", width, 11);
        shapes.Add(new TextLabel(new((scale.From + scale.To) / 2, bottom + 34), title, Ink.Muted, TextAnchor.Middle, 11));
        int parts = Math.Min(Most, (int)((scale.To - scale.From) / 12) * 2 + 1);
        double highest = Math.Sqrt(rows.Max(r => r.Parts(from, to, parts).Max()));
        for (int i = 0; i < rows.Count; i++)
        {
            double line = top + (i + 1) * row;
            shapes.Add(new TextLabel(narrow ? new(scale.From, line - Row - 2) : new(names, line - Row / 2 + 8),
                Scene.Fit(rows[i].Name, narrow ? width : names, 13), Ink.Text, narrow ? TextAnchor.Start : TextAnchor.End, 13));
            Shape(shapes, rows[i], scale, line, parts, (Row - 8) / highest, !narrow && rows.Count <= MostPointed);
        }
        return new(width, bottom + 42, shapes);
    }

    private static void Shape(List<DrawnShape> shapes, ValueSpread row, AxisScale scale, double line, int parts, double height, bool pointed)
    {
        double[] shares = row.Parts(scale.Min, scale.Max, parts);
        double step = (scale.To - scale.From) / (parts - 1);
        string tip = $"{row.Name}: median {ShownNumber.Number(row.Quantile(0.5), 2)}, middle half {ShownNumber.Number(row.Quantile(0.25), 2)} to "
            + $"{ShownNumber.Number(row.Quantile(0.75), 2)}, all {ShownNumber.Number(row.Quantile(0), 2)} to {ShownNumber.Number(row.Quantile(1), 2)}";
        var bars = new List<(int Part, (double X, double Y, double Width, double Height) Bar, string Tip)>();
        for (int i = 0; i < parts; i++)
        {
            if (shares[i] <= 0) continue;
            double high = Math.Max(1, Math.Sqrt(shares[i]) * height), left = scale.From + (i - 0.5) * step;
            double middle = scale.Min + i * (scale.Max - scale.Min) / (parts - 1);
            bars.Add((middle < 1 / 3.0 ? 0 : middle > 2 / 3.0 ? 2 : 1, (Math.Max(left, scale.From - 6), line - high, step - 0.6, high),
                $"{row.Name}: {ShownNumber.Score(100 * shares[i])} % of the units near {ShownNumber.Number(middle, 2)}"));
        }
        if (pointed)
            shapes.AddRange(bars.Select(b => new Box(b.Bar.X, b.Bar.Y, b.Bar.Width, b.Bar.Height, new(Tone.History, b.Part)) { Tip = b.Tip }));
        else
            shapes.AddRange(bars.GroupBy(b => b.Part).Select(g => new BoxGroup([.. g.Select(b => b.Bar)], new(Tone.History, g.Key))));
        shapes.Add(new Stroke([new(scale.From, line), new(scale.To, line)], Ink.Edge));
        shapes.Add(new Stroke([new(scale[row.Quantile(0.25)], line), new(scale[row.Quantile(0.75)], line)], Ink.Text, 3));
        shapes.Add(new PointMark(new(scale[row.Quantile(0.5)], line), 3, Ink.Text, 4) { Tip = tip });
    }
}

/// <summary>A distribution of values from 0 to 1.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Values in ascending order, with the number of times that each is there.</param>
internal sealed record ValueSpread(string Name, IReadOnlyList<(double Value, long Count)> Values)
{
    /// <summary>The number of values.</summary>
    public long Total { get; } = Values.Sum(v => v.Count);

    /// <summary>Returns the value below which a share of the values lies.</summary>
    public double Quantile(double share)
    {
        long wanted = Math.Clamp((long)Math.Ceiling(share * Total), 1, Total), seen = 0;
        foreach ((double value, long count) in Values)
            if ((seen += count) >= wanted) return value;
        return Values[^1].Value;
    }

    public double ShareBelow(double bound) => (double)Values.Where(v => v.Value < bound).Sum(v => v.Count) / Total;

    public double ShareAt(double value) => (double)Values.Where(v => v.Value == value).Sum(v => v.Count) / Total;

    public double ShareAbove(double bound) => (double)Values.Where(v => v.Value > bound).Sum(v => v.Count) / Total;

    /// <summary>Returns the shares of the values that are nearest to each of a number of places, which are equally far apart from end to end.</summary>
    public double[] Parts(double from, double to, int places)
    {
        double[] shares = new double[places];
        foreach ((double value, long count) in Values.Where(v => v.Value >= from && v.Value <= to))
            shares[(int)Math.Round((value - from) / (to - from) * (places - 1))] += (double)count / Total;
        return shares;
    }
}
