namespace Kif.Reports.Scenes;

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
