namespace Kif.Reports;

/// <summary>A drawing, independent of the format; written as SVG or PNG.</summary>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
/// <param name="Shapes">The shapes, the last on top.</param>
internal sealed record Scene(double Width, double Height, IReadOnlyList<DrawnShape> Shapes)
{
    /// <summary>
    /// The dash patterns of strategies: lengths of strokes and gaps in turn. At least three fifths of each are ink, since a dotted line looks pale.
    /// </summary>
    public static readonly IReadOnlyList<IReadOnlyList<float>> Dashes =
        [[], [7, 3], [4, 2], [10, 3, 3, 3], [14, 4], [5, 2], [3, 2], [9, 2, 2, 2, 2, 2], [8, 5]];

    private static readonly IReadOnlyList<float> ReferenceDash = [5, 4];

    /// <summary>Returns the dash pattern of a strategy's style; below zero is that of all references.</summary>
    public static IReadOnlyList<float> DashOf(int style) => style < 0 ? ReferenceDash : Dashes[style % Dashes.Count];

    /// <summary>Estimates the width of a text from above; the font of the reader's browser is not known.</summary>
    public static double Measure(string text, double size = 12, bool bold = false) => (bold ? 1.07 : 1) * size * text.Sum(WidthOf);

    /// <summary>Cuts a text to a width.</summary>
    public static string Fit(string text, double width, double size = 12, bool bold = false)
    {
        if (Measure(text, size, bold) <= width) return text;
        int kept = text.Length - 1;
        while (kept > 1 && Measure(text[..kept], size, bold) + size > width) kept--;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[kept - 1]) && kept > 1 ? kept - 1 : kept).TrimEnd(), "…");
    }

    /// <summary>Returns the width of a character in heights of the font, as in the wider ones of the fonts that systems use.</summary>
    private static double WidthOf(char c) => c switch
    {
        'i' or 'j' or 'l' or '.' or ',' or ':' or ';' or '\'' or '!' or '|' => 0.34,
        'f' or 't' or 'r' or '(' or ')' or '-' or ' ' or '/' or 'I' => 0.42,
        'm' or 'w' or 'M' or 'W' or '%' or '@' or '…' => 0.95,
        >= 'A' and <= 'Z' => 0.7,
        > '\u2e80' => 1,
        _ => 0.62,
    };
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
internal abstract record DrawnShape(Ink Ink)
{
    /// <summary>What a reader sees who points at the shape; null for nothing.</summary>
    public string? Tip { get; init; }
}

/// <summary>A line through points.</summary>
/// <param name="Places">Two or more.</param>
/// <param name="Ink">Its color.</param>
/// <param name="Width">Its width.</param>
/// <param name="Dash">The style whose dash pattern it has; 0 is a solid line.</param>
internal sealed record Stroke(IReadOnlyList<ScenePoint> Places, Ink Ink, double Width = 1, int Dash = 0) : DrawnShape(Ink);

/// <summary>A filled polygon, mostly transparent.</summary>
/// <param name="Places">Its corners.</param>
/// <param name="Ink">Its color.</param>
internal sealed record Shade(IReadOnlyList<ScenePoint> Places, Ink Ink) : DrawnShape(Ink)
{
    /// <summary>A rectangle.</summary>
    public static Shade Rectangle(double left, double top, double right, double bottom, Ink ink) =>
        new([new(left, top), new(right, top), new(right, bottom), new(left, bottom)], ink);
}

/// <summary>A filled rectangle.</summary>
internal sealed record Box(double X, double Y, double Width, double Height, Ink Ink) : DrawnShape(Ink);

/// <summary>Filled rectangles of one color, written as one shape.</summary>
internal sealed record BoxGroup(IReadOnlyList<(double X, double Y, double Width, double Height)> Boxes, Ink Ink) : DrawnShape(Ink);

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

/// <summary>The shapes of marks, by the style of a strategy; all references have the same.</summary>
internal static class MarkShape
{
    public const int Count = 10;

    private const int Circle = 0, HollowCircle = -1;

    public static bool IsRound(int kind) => Shape(kind) is Circle or HollowCircle;

    /// <summary>Whether a mark is drawn as an outline filled with the background.</summary>
    public static bool IsHollow(int kind) => Shape(kind) is HollowCircle or 7 or 8 or 9;

    /// <summary>Returns the corners of a mark that is not round.</summary>
    public static IReadOnlyList<ScenePoint> Corners(PointMark mark)
    {
        double s = mark.Size;
        (double X, double Y)[] corners = Shape(mark.Kind) switch
        {
            1 or 8 => [(-s, -s), (s, -s), (s, s), (-s, s)],
            2 or 7 => [(0, -1.2 * s), (1.15 * s, 0.9 * s), (-1.15 * s, 0.9 * s)],
            3 or 9 => [(0, -1.35 * s), (1.35 * s, 0), (0, 1.35 * s), (-1.35 * s, 0)],
            4 => [(0, 1.2 * s), (1.15 * s, -0.9 * s), (-1.15 * s, -0.9 * s)],
            5 => Cross(s, 0),
            _ => Cross(s, Math.PI / 4),
        };
        return [.. corners.Select(c => new ScenePoint(mark.At.X + c.X, mark.At.Y + c.Y))];
    }

    private static int Shape(int kind) => kind < 0 ? HollowCircle : kind % Count;

    private static (double X, double Y)[] Cross(double s, double angle)
    {
        (double a, double b) = (0.4 * s, 1.35 * s);
        (double X, double Y)[] plus = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a)];
        (double cos, double sin) = (Math.Cos(angle), Math.Sin(angle));
        return [.. plus.Select(p => (p.X * cos - p.Y * sin, p.X * sin + p.Y * cos))];
    }
}
