namespace Kif.Reports.Scenes;

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
internal sealed record TextLabel(ScenePoint At, string Text, Ink Ink, TextAnchor TextAnchor = TextAnchor.Start, double Size = 12, bool Bold = false, bool Upright = false) : DrawnShape(Ink);

/// <summary>A mark of a strategy, which its shape and color identify.</summary>
/// <param name="At">Its center.</param>
/// <param name="Kind">The number of its shape.</param>
/// <param name="Ink">Its color.</param>
/// <param name="Size">Half its width.</param>
internal sealed record PointMark(ScenePoint At, int Kind, Ink Ink, double Size = 4) : DrawnShape(Ink);
