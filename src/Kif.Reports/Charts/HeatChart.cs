using System.Globalization;

namespace Kif.Reports;

/// <summary>A heat map: scores in percent as a grid of colored cells with their numbers.</summary>
internal static class HeatChart
{
    /// <summary>Draws the chart.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="rows">Name and values of each row; NaN is an empty cell.</param>
    public static Scene Draw(IReadOnlyList<string> columns, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> rows)
    {
        double names = Math.Min(150, rows.Max(r => Scene.Measure(r.Name)) + 12), cell = Math.Clamp(560.0 / columns.Count, 34, 64);
        var shapes = new List<DrawnShape>();
        for (int c = 0; c < columns.Count; c++)
            shapes.Add(new TextLabel(new(names + (c + 0.5) * cell, 14), Scene.Fit(columns[c], cell - 4, 10), Ink.Muted, TextAnchor.Middle, 10));
        for (int r = 0; r < rows.Count; r++)
        {
            double y = 22 + r * 26;
            shapes.Add(new TextLabel(new(names - 8, y + 16), Scene.Fit(rows[r].Name, names - 8), Ink.Text, TextAnchor.End));
            for (int c = 0; c < columns.Count; c++)
            {
                if (double.IsNaN(rows[r].Values[c])) continue;
                int step = Palette.HeatOf(rows[r].Values[c]);
                shapes.Add(new Box(names + c * cell, y, cell - 1, 25, new(Tone.Heat, step)));
                shapes.Add(
                    new TextLabel(new(names + (c + 0.5) * cell, y + 16), rows[r].Values[c].ToString("0", CultureInfo.InvariantCulture),
                        new(Tone.HeatText, step), TextAnchor.Middle));
            }
        }
        return new(names + columns.Count * cell, 26 + rows.Count * 26, shapes);
    }
}
