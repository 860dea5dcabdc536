using Kif.Reports.Scenes;
using SkiaSharp;

namespace Kif.Reports.Images;

/// <summary>A painter of scenes with Skia, in the light theme.</summary>
internal sealed class ScenePainter(SKCanvas canvas, Fonts fonts)
{
    public void Paint(Scene scene)
    {
        foreach (DrawnShape shape in scene.Shapes) Paint(shape);
    }

    private void Paint(DrawnShape shape)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = Colour(shape.Ink) };
        switch (shape)
        {
            case Stroke s:
                (paint.Style, paint.StrokeWidth, paint.StrokeJoin) = (SKPaintStyle.Stroke, (float)s.Width, SKStrokeJoin.Round);
                if (s.Dash % Scene.Dashes.Count is > 0 and var dash) paint.PathEffect = SKPathEffect.CreateDash([.. Scene.Dashes[dash]], 0);
                Draw(s.Places, false, paint);
                break;
            case Shade s:
                paint.Color = paint.Color.WithAlpha(40);
                Draw(s.Places, true, paint);
                break;
            case Box b: canvas.DrawRect((float)b.X, (float)b.Y, (float)b.Width, (float)b.Height, paint); break;
            case TextLabel t: Write(t, paint); break;
            case PointMark m: Draw(m, paint); break;
        }
    }

    private void Write(TextLabel label, SKPaint paint)
    {
        string text = ShownText.Of(label.Text);
        (paint.Typeface, paint.TextSize) = (fonts.Of(text, label.Bold), (float)label.Size);
        paint.TextAlign = label.TextAnchor switch { TextAnchor.Middle => SKTextAlign.Center, TextAnchor.End => SKTextAlign.Right, _ => SKTextAlign.Left };
        canvas.Save();
        canvas.Translate((float)label.At.X, (float)label.At.Y);
        if (label.Upright) canvas.RotateDegrees(-90);
        canvas.DrawText(text, 0, 0, paint);
        canvas.Restore();
    }

    private void Draw(PointMark mark, SKPaint paint)
    {
        if (!MarkForm.IsHollow(mark.Kind))
        {
            Form(mark, paint);
            return;
        }
        using var inside = new SKPaint { IsAntialias = true, Color = Colour(Ink.Surface) };
        Form(mark, inside);
        (paint.Style, paint.StrokeWidth) = (SKPaintStyle.Stroke, 1.6f);
        Form(mark, paint);
    }

    private void Form(PointMark mark, SKPaint paint)
    {
        if (MarkForm.IsRound(mark.Kind)) canvas.DrawCircle((float)mark.At.X, (float)mark.At.Y, (float)mark.Size, paint);
        else Draw(MarkForm.Corners(mark), true, paint);
    }

    private void Draw(IReadOnlyList<ScenePoint> places, bool closed, SKPaint paint)
    {
        using var path = new SKPath();
        path.AddPoly([.. places.Select(p => new SKPoint((float)p.X, (float)p.Y))], closed);
        canvas.DrawPath(path, paint);
    }

    private static SKColor Colour(Ink ink) => SKColor.Parse(Palette.Of(ink, dark: false));
}
