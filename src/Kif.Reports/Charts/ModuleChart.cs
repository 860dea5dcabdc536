namespace Kif.Reports;

/// <summary>A heat map with a column per module, in the order of the model, and a row per task; colors tell how far a value is from one half.</summary>
internal static class ModuleChart
{
    private const double Row = 26;

    /// <summary>The least width of a cell that can be pointed at.</summary>
    private const double LeastPointed = 8;

    /// <summary>The most cells that can be pointed at: more would make the page large.</summary>
    private const int MostPointed = 600;

    /// <summary>Draws the chart.</summary>
    /// <param name="modules">Names of the modules.</param>
    /// <param name="rows">Name and values of each row; NaN is an empty cell.</param>
    /// <param name="most">The distance from one half of the strongest color.</param>
    /// <param name="width">Its width.</param>
    public static Scene Draw(IReadOnlyList<string> modules, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> rows, double most, double width)
    {
        bool narrow = width < 500;
        double names = narrow ? 0 : Math.Min(200, rows.Max(r => Scene.Measure(r.Name, 13)) + 14), cell = Math.Min(40, (width - names - 4) / modules.Count);
        double row = narrow ? Row + 18 : Row, top = 6;
        var shapes = new List<DrawnShape>();
        for (int r = 0; r < rows.Count; r++)
        {
            double y = top + r * row + (narrow ? 18 : 0);
            shapes.Add(new TextLabel(narrow ? new(0, y - 5) : new(names - 6, y + 17), Scene.Fit(rows[r].Name, narrow ? width : names - 6, 13), Ink.Text,
                narrow ? TextAnchor.Start : TextAnchor.End, 13));
            Cells(shapes, modules, rows[r], most, (names, y, cell, modules.Count * rows.Count <= MostPointed && cell >= LeastPointed));
        }
        double bottom = top + rows.Count * row;
        Groups(shapes, modules, names, cell, bottom);
        Key(shapes, most, names, bottom + 24, width);
        return new(width, bottom + 62, shapes);
    }

    /// <summary>Draws a row: cell by cell where a reader can point at them, or else all cells of a color as one shape, which is much shorter.</summary>
    private static void Cells(List<DrawnShape> shapes, IReadOnlyList<string> modules, (string Name, IReadOnlyList<double> Values) row, double most,
        (double Left, double Top, double Cell, bool Pointed) at)
    {
        double width = Math.Max(0.8, at.Cell - (at.Cell > 5 ? 1 : 0.2));
        foreach (var color in Enumerable.Range(0, modules.Count).Where(c => double.IsFinite(row.Values[c]))
            .GroupBy(c => Palette.ShiftSteps - Palette.ShiftOf(row.Values[c] - 0.5, most)))
        {
            Ink ink = new(Tone.Shift, color.Key);
            if (!at.Pointed) shapes.Add(new BoxGroup([.. color.Select(c => (at.Left + c * at.Cell, at.Top, width, Row - 2))], ink));
            else
                foreach (int c in color)
                    shapes.Add(new Box(at.Left + c * at.Cell, at.Top, width, Row - 2, ink)
                        { Tip = $"{modules[c]}, {row.Name}: {ShownNumber.Number(row.Values[c], 2)}" });
        }
    }

    /// <summary>Draws the names of the layers below the columns that belong to them.</summary>
    private static void Groups(List<DrawnShape> shapes, IReadOnlyList<string> modules, double left, double cell, double y)
    {
        double free = left;
        for (int from = 0; from < modules.Count;)
        {
            string name = LayerOf(modules[from]);
            int to = from + 1;
            while (to < modules.Count && LayerOf(modules[to]) == name) to++;
            double begin = left + from * cell, middle = left + (from + to) * cell / 2;
            if (from > 0) shapes.Add(new Stroke([new(begin - 0.5, y - 2), new(begin - 0.5, y + 5)], Ink.Edge));
            string[] words = name.Split(' ');
            string? shown = new[] { name, words[^1] }.FirstOrDefault(n => Scene.Measure(n, 10) < (to - from) * cell - 4);
            if (shown is not null && middle - Scene.Measure(shown, 10) / 2 >= free)
            {
                shapes.Add(new TextLabel(new(middle, y + 14), shown, Ink.Muted, TextAnchor.Middle, 10));
                free = middle + Scene.Measure(shown, 10) / 2 + 4;
            }
            from = to;
        }
    }

    private static void Key(List<DrawnShape> shapes, double most, double left, double y, double width)
    {
        const double Step = 14;
        (string least, string greatest) = (ShownNumber.Number(0.5 - most, 2), ShownNumber.Number(0.5 + most, 2));
        (double x, string low, string high) = (left, $"{least} earlier model kept", $"{greatest} new model taken");
        double length = Scene.Measure(low, 11) + Scene.Measure(high, 11) + Step * (Palette.ShiftSteps + 1) + 12;
        if (x + length > width) (x, low, high) = (0, least, greatest);
        shapes.Add(new TextLabel(new(x, y + 11), low, Ink.Muted, Size: 11));
        x += Scene.Measure(low, 11) + 4;
        for (int i = 0; i <= Palette.ShiftSteps; i++) shapes.Add(new Box(x + i * Step, y, Step, 14, new(Tone.Shift, Palette.ShiftSteps - i)));
        shapes.Add(new TextLabel(new(x + Step * (Palette.ShiftSteps + 1) + 6, y + 11), high, Ink.Muted, Size: 11));
    }

    /// <summary>Returns the part of a module's name that is its layer: the words up to the first number, without those in between.</summary>
    internal static string LayerOf(string module)
    {
        string[] parts = module.Split('.');
        int number = Array.FindIndex(parts, p => p.Length > 0 && p.All(char.IsAsciiDigit));
        return number < 0 ? parts[0] : number == 0 ? parts[0] : $"{parts[0]} {parts[number]}";
    }
}
