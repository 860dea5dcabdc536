namespace Kif.Reports.Scenes;

/// <summary>A place in a scene: x to the right, y down, in units of a CSS pixel.</summary>
internal readonly record struct ScenePoint(double X, double Y);

/// <summary>Where a text stands at its place.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>Something drawn.</summary>
/// <param name="Ink">Its colour.</param>
internal abstract record DrawnShape(Ink Ink);

/// <summary>A line through places.</summary>
/// <param name="Places">Two or more.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="Width">Its width.</param>
/// <param name="Dash">The number of its pattern; 0 is a whole line.</param>
internal sealed record Stroke(IReadOnlyList<ScenePoint> Places, Ink Ink, double Width = 1, int Dash = 0) : DrawnShape(Ink);

/// <summary>A filled outline, mostly clear.</summary>
/// <param name="Places">Its corners.</param>
/// <param name="Ink">Its colour.</param>
internal sealed record Shade(IReadOnlyList<ScenePoint> Places, Ink Ink) : DrawnShape(Ink);

/// <summary>A filled rectangle.</summary>
internal sealed record Box(double X, double Y, double Width, double Height, Ink Ink) : DrawnShape(Ink);

/// <summary>A line of text.</summary>
/// <param name="At">Where its baseline is.</param>
/// <param name="Text">The text.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="TextAnchor">Which end is there.</param>
/// <param name="Size">Height of the font.</param>
/// <param name="Bold">Whether it is bold.</param>
/// <param name="Upright">Whether it runs from below to above.</param>
internal sealed record TextLabel(ScenePoint At, string Text, Ink Ink, TextAnchor TextAnchor = TextAnchor.Start, double Size = 12, bool Bold = false, bool Upright = false) : DrawnShape(Ink);

/// <summary>A mark of a strategy: its form and its colour say which.</summary>
/// <param name="At">Its middle.</param>
/// <param name="Kind">The number of its form.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="Size">Half its width.</param>
internal sealed record PointMark(ScenePoint At, int Kind, Ink Ink, double Size = 4) : DrawnShape(Ink);
