using System.Globalization;
using System.Net;
using System.Text;

namespace Kif.Reports;

/// <summary>The writer of a scene as SVG inside a page; colors are CSS classes, which the page's theme defines.</summary>
internal static class SvgWriter
{
    private const int MostOfLabel = 200;

    /// <summary>Writes the element.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="css">Classes of the element.</param>
    /// <param name="name">Its description for screen readers; null if a text beside it describes it.</param>
    public static string Write(Scene scene, string css, string? name = null)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg class=\"{css}\" viewBox=\"0 0 {N(scene.Width)} {N(scene.Height)}\" width=\"{N(scene.Width)}\" height=\"{N(scene.Height)}\" ");
        if (name is null) svg.Append("aria-hidden=\"true\">");
        else svg.Append(CultureInfo.InvariantCulture, $"role=\"img\" aria-label=\"{WebUtility.HtmlEncode(DisplayText.Of(name, int.MaxValue))}\">");
        foreach (DrawnShape shape in scene.Shapes)
        {
            if (shape.Tip is { } tip) svg.Append("<g class=\"p\"><title>").Append(WebUtility.HtmlEncode(DisplayText.Of(tip, int.MaxValue))).Append("</title>");
            Write(svg, shape);
            if (shape.Tip is not null) svg.Append("</g>");
        }
        return svg.Append("</svg>").ToString();
    }

    private static void Write(StringBuilder svg, DrawnShape shape)
    {
        string ink = shape.Ink.Name;
        switch (shape)
        {
            case Stroke s:
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"l{ink}\" d=\"{Path(s.Places)}\"");
                if (s.Width != 1) svg.Append(CultureInfo.InvariantCulture, $" stroke-width=\"{N(s.Width)}\"");
                if (Scene.DashOf(s.Dash) is { Count: > 0 } dashes)
                    svg.Append(CultureInfo.InvariantCulture, $" stroke-dasharray=\"{string.Join(' ', dashes)}\"");
                svg.Append("/>");
                break;
            case Shade s: svg.Append(CultureInfo.InvariantCulture, $"<path class=\"f{ink} z\" d=\"{Path(s.Places)}Z\"/>"); break;
            case Box b: svg.Append(CultureInfo.InvariantCulture,
                $"<rect class=\"f{ink}\" x=\"{N(b.X)}\" y=\"{N(b.Y)}\" width=\"{N(b.Width)}\" height=\"{N(b.Height)}\"/>"); break;
            case BoxGroup g:
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"f{ink}\" d=\"");
                foreach ((double x, double y, double width, double height) in g.Boxes)
                    svg.Append(CultureInfo.InvariantCulture, $"M{N(x)} {N(y)}h{N(width)}v{N(height)}h-{N(width)}z");
                svg.Append("\"/>");
                break;
            case TextLabel t:
                svg.Append(CultureInfo.InvariantCulture,
                    $"<text class=\"f{ink}{(t.Bold ? " w" : "")}{(t.TextAnchor switch { TextAnchor.Middle => " c", TextAnchor.End => " e", _ => "" })}\"");
                if (t.Size != 12) svg.Append(CultureInfo.InvariantCulture, $" font-size=\"{N(t.Size)}\"");
                svg.Append(t.Upright ? string.Create(CultureInfo.InvariantCulture, $" transform=\"translate({N(t.At.X)} {N(t.At.Y)}) rotate(-90)\"")
                    : string.Create(CultureInfo.InvariantCulture, $" x=\"{N(t.At.X)}\" y=\"{N(t.At.Y)}\""));
                svg.Append('>').Append(WebUtility.HtmlEncode(DisplayText.Of(t.Text, MostOfLabel))).Append("</text>");
                break;
            case PointMark m:
                string css = MarkShape.IsHollow(m.Kind) ? $"l{ink} o" : "f" + ink;
                if (MarkShape.IsRound(m.Kind))
                    svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{css}\" cx=\"{N(m.At.X)}\" cy=\"{N(m.At.Y)}\" r=\"{N(m.Size)}\"/>");
                else svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{css}\" d=\"{Path(MarkShape.Corners(m))}Z\"/>");
                break;
        }
    }

    private static string Path(IReadOnlyList<ScenePoint> places)
    {
        var path = new StringBuilder();
        for (int i = 0; i < places.Count; i++) path.Append(i == 0 ? "M" : "L").Append(N(places[i].X)).Append(' ').Append(N(places[i].Y));
        return path.ToString();
    }

    private static string N(double v) => Math.Round(v, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
