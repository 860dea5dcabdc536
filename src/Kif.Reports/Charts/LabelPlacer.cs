namespace Kif.Reports;

/// <summary>The placing of names beside points, where they lie neither on a point nor on each other.</summary>
/// <param name="left">The left bound of all names.</param>
/// <param name="top">The upper bound.</param>
/// <param name="right">The right bound.</param>
/// <param name="bottom">The lower bound.</param>
internal sealed class LabelPlacer(double left, double top, double right, double bottom)
{
    private const double Height = 15, Pad = 2, Reach = 12;

    private readonly List<LabelBox> marks = [], names = [];

    /// <summary>Keeps names off a point.</summary>
    public void Avoid(ScenePoint at, double radius) => marks.Add(new(at.X - radius, at.Y - radius, at.X + radius, at.Y + radius));

    /// <summary>Places a name beside its point: as near as there is room, with a line to the point where that is not beside it.</summary>
    public PlacedLabel Beside(ScenePoint at, string text)
    {
        double length = Scene.Measure(text, 12, bold: true);
        LabelBox best = Candidates(at, length).MinBy(c => c.Cost).Box;
        names.Add(best);
        ScenePoint near = new(Math.Clamp(at.X, best.Left, best.Right), Math.Clamp(at.Y, best.Top, best.Bottom));
        double distance = Math.Sqrt(Math.Pow(near.X - at.X, 2) + Math.Pow(near.Y - at.Y, 2));
        bool away = distance > Reach + 4;
        ScenePoint from = distance == 0 ? at : new(at.X + (near.X - at.X) * 6 / distance, at.Y + (near.Y - at.Y) * 6 / distance);
        return new(text, best.Left, best.Bottom) { Leader = away ? (from, near) : null };
    }

    /// <summary>Places a name at the right end of a line across, above or below it.</summary>
    public PlacedLabel Upon(double y, string text)
    {
        double length = Scene.Measure(text);
        LabelBox best = Enumerable.Range(0, 20).Select(i => right - length - i * (right - left - length) / 20)
            .SelectMany(x => new[] { Box(x, y - Height - 1, length), Box(x, y + 2, length) })
            .Select((box, i) => (Box: box, Cost: 10_000 * Overlap(box) + Outside(box) + i)).MinBy(c => c.Cost).Box;
        names.Add(best);
        return new(text, best.Left, best.Bottom);
    }

    private IEnumerable<(LabelBox Box, double Cost)> Candidates(ScenePoint at, double length)
    {
        for (int ring = 0; ring < 9; ring++)
        {
            double away = Reach + ring * 11;
            for (int turn = 0; turn < 16; turn++)
            {
                double angle = turn * Math.PI / 8, x = at.X + away * Math.Cos(angle), y = at.Y - away * Math.Sin(angle);
                // A name to the right begins at its place, one to the left ends there, others lie between.
                LabelBox box = Box(x - length * (1 - Math.Cos(angle)) / 2, y - Height * (1 + Math.Sin(angle)) / 2, length);
                yield return (box, 10_000 * Overlap(box) + 1_000 * Outside(box) + 10 * ring + (turn is 0 ? 0 : turn is 8 ? 1 : 2));
            }
        }
    }

    private static LabelBox Box(double x, double y, double length) => new(x, y, x + length, y + Height);

    private double Overlap(LabelBox box) => marks.Concat(names).Count(o => o.Left - Pad < box.Right && box.Left - Pad < o.Right
        && o.Top < box.Bottom && box.Top < o.Bottom);

    private double Outside(LabelBox box) =>
        Math.Max(0, left - box.Left) + Math.Max(0, box.Right - right) + Math.Max(0, top - box.Top) + Math.Max(0, box.Bottom - bottom);
}

/// <summary>The space of a name or a mark.</summary>
internal readonly record struct LabelBox(double Left, double Top, double Right, double Bottom);

/// <summary>A name with its place.</summary>
/// <param name="Text">The name.</param>
/// <param name="Left">Where it begins.</param>
/// <param name="Bottom">The lower end of its line.</param>
internal sealed record PlacedLabel(string Text, double Left, double Bottom)
{
    /// <summary>The line from its point; null where the name is beside it.</summary>
    public (ScenePoint From, ScenePoint To)? Leader { get; init; }
}
