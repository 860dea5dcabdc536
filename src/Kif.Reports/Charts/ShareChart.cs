using System.Globalization;

namespace Kif.Reports;

/// <summary>A chart of the shares of protected, shared and overwritten skill units, a bar per row.</summary>
internal static class ShareChart
{
    private static readonly string[] Parts = ["protected", "shared", "overwritten"];

    /// <summary>Draws the chart.</summary>
    /// <param name="rows">Name and shares (adding up to 1) of each row.</param>
    /// <param name="width">Its width.</param>
    public static Scene Draw(IReadOnlyList<(string Name, IReadOnlyList<double> Shares)> rows, double width)
    {
        bool narrow = width < 500;
        double names = narrow ? 0 : Math.Min(200, rows.Select(r => Scene.Measure(r.Name, 13)).DefaultIfEmpty(0).Max() + 16), row = narrow ? 44 : 30;
        var shapes = new List<DrawnShape>();
        double x = names;
        for (int part = 0; part < Parts.Length; part++)
        {
            shapes.Add(new Box(x, 3, 12, 12, new(Tone.History, part)));
            shapes.Add(new TextLabel(new(x + 17, 14), Parts[part], Ink.Text));
            x += 36 + Scene.Measure(Parts[part]);
        }
        for (int i = 0; i < rows.Count; i++)
        {
            double top = 26 + i * row, bar = narrow ? top + 18 : top;
            shapes.Add(
                new TextLabel(narrow
                    ? new(0, top + 12)
                        : new(names - 8, top + 16), Scene.Fit(rows[i].Name, narrow ? width : names, 13), Ink.Text, narrow ? TextAnchor.Start : TextAnchor.End,
                            13));
            double left = names;
            for (int part = 0; part < Parts.Length; part++)
            {
                double length = (width - names) * rows[i].Shares[part];
                if (length <= 0) continue;
                shapes.Add(new Box(left, bar, Math.Max(0.5, length - 1), 22, new(Tone.History, part)));
                string text = (100 * rows[i].Shares[part]).ToString("0", CultureInfo.InvariantCulture) + " %";
                if (length > Scene.Measure(text) + 8)
                    shapes.Add(new TextLabel(new(left + length / 2, bar + 15.5), text, new(Tone.HistoryText, part), TextAnchor.Middle));
                left += length;
            }
        }
        return new(width, 26 + rows.Count * row, shapes);
    }
}
