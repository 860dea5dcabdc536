namespace Kif.Reports;

/// <summary>A drawing, independent of the format; written as SVG or PNG.</summary>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
/// <param name="Shapes">The shapes, the last on top.</param>
internal sealed record Scene(double Width, double Height, IReadOnlyList<DrawnShape> Shapes)
{
    /// <summary>The dash patterns of lines: lengths of strokes and gaps in turn.</summary>
    public static readonly IReadOnlyList<IReadOnlyList<float>> Dashes = [[], [7, 3], [2, 3], [8, 3, 2, 3], [12, 4], [4, 2], [1, 4], [9, 3, 2, 3, 2, 3], [5, 5]];

    /// <summary>Estimates the width of a text; the font of the reader's browser is not known.</summary>
    public static double Measure(string text, double size = 12) => text.Length * size * 0.56;

    /// <summary>Cuts a text to a width.</summary>
    public static string Fit(string text, double width, double size = 12)
    {
        int most = Math.Max(2, (int)(width / (size * 0.56)));
        return text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 1).TrimEnd(), "…");
    }
}

/// <summary>A point in a scene: x to the right, y down, in CSS pixels.</summary>
internal readonly record struct ScenePoint(double X, double Y);

/// <summary>The end of a text that is at its point.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>A shape of a scene.</summary>
/// <param name="Ink">Its color.</param>
internal abstract record DrawnShape(Ink Ink);

/// <summary>A line through points.</summary>
/// <param name="Places">Two or more.</param>
/// <param name="Ink">Its color.</param>
/// <param name="Width">Its width.</param>
/// <param name="Dash">The number of its dash pattern; 0 is a solid line.</param>
internal sealed record Stroke(IReadOnlyList<ScenePoint> Places, Ink Ink, double Width = 1, int Dash = 0) : DrawnShape(Ink);

/// <summary>A filled polygon, mostly transparent.</summary>
/// <param name="Places">Its corners.</param>
/// <param name="Ink">Its color.</param>
internal sealed record Shade(IReadOnlyList<ScenePoint> Places, Ink Ink) : DrawnShape(Ink);

/// <summary>A filled rectangle.</summary>
internal sealed record Box(double X, double Y, double Width, double Height, Ink Ink) : DrawnShape(Ink);

/// <summary>A line of text.</summary>
/// <param name="At">The point on its baseline.</param>
/// <param name="Text">The text.</param>
/// <param name="Ink">Its color.</param>
/// <param name="TextAnchor">The end of the text that is at the point.</param>
/// <param name="Size">Height of the font.</param>
/// <param name="Bold">Whether it is bold.</param>
/// <param name="Upright">Whether it runs from bottom to top.</param>
internal sealed record TextLabel(ScenePoint At, string Text, Ink Ink, TextAnchor TextAnchor = TextAnchor.Start, double Size = 12, bool Bold = false,
    bool Upright = false) : DrawnShape(Ink);

/// <summary>A mark of a strategy, which its shape and color identify.</summary>
/// <param name="At">Its center.</param>
/// <param name="Kind">The number of its shape.</param>
/// <param name="Ink">Its color.</param>
/// <param name="Size">Half its width.</param>
internal sealed record PointMark(ScenePoint At, int Kind, Ink Ink, double Size = 4) : DrawnShape(Ink);

/// <summary>The shapes of marks.</summary>
internal static class MarkShape
{
    public const int Count = 10;

    private const int Circle = 0, HollowCircle = 7;

    public static bool IsRound(int kind) => kind % Count is Circle or HollowCircle;

    /// <summary>Whether a mark is drawn as an outline filled with the background.</summary>
    public static bool IsHollow(int kind) => kind % Count is HollowCircle or 8 or 9;

    /// <summary>Returns the corners of a mark that is not round.</summary>
    public static IReadOnlyList<ScenePoint> Corners(PointMark mark)
    {
        double s = mark.Size;
        (double X, double Y)[] corners = (mark.Kind % Count) switch
        {
            1 or 8 => [(-s, -s), (s, -s), (s, s), (-s, s)],
            2 => [(0, -1.2 * s), (1.15 * s, 0.9 * s), (-1.15 * s, 0.9 * s)],
            3 or 9 => [(0, -1.35 * s), (1.35 * s, 0), (0, 1.35 * s), (-1.35 * s, 0)],
            4 => [(0, 1.2 * s), (1.15 * s, -0.9 * s), (-1.15 * s, -0.9 * s)],
            5 => Cross(s, 0),
            _ => Cross(s, Math.PI / 4),
        };
        return [.. corners.Select(c => new ScenePoint(mark.At.X + c.X, mark.At.Y + c.Y))];
    }

    private static (double X, double Y)[] Cross(double s, double angle)
    {
        (double a, double b) = (0.4 * s, 1.35 * s);
        (double X, double Y)[] plus = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a)];
        (double cos, double sin) = (Math.Cos(angle), Math.Sin(angle));
        return [.. plus.Select(p => (p.X * cos - p.Y * sin, p.X * sin + p.Y * cos))];
    }
}
