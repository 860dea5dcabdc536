using SkiaSharp;

namespace Kif.Reports;

/// <summary>The writer of titled scenes as one PNG image, with two pixels per unit.</summary>
internal static class PngWriter
{
    private const float Dots = 2, Margin = 24, Heading = 40;

    /// <summary>Encodes the image.</summary>
    /// <param name="pictures">Titles and scenes, from top to bottom.</param>
    public static byte[] Write(IReadOnlyList<(string Title, Scene Scene)> pictures)
    {
        float width = 2 * Margin + (float)pictures.Max(p => Math.Max(p.Scene.Width, Scene.Measure(p.Title, 17)));
        float height = Margin + pictures.Sum(p => Heading + (float)p.Scene.Height + Margin);
        using var bitmap = new SKBitmap((int)Math.Ceiling(width * Dots), (int)Math.Ceiling(height * Dots));
        using var canvas = new SKCanvas(bitmap);
        using var fonts = new Fonts();
        canvas.Clear(SKColor.Parse(Palette.Of(Ink.Surface, dark: false)));
        canvas.Scale(Dots);
        canvas.Translate(Margin, Margin);
        var painter = new ScenePainter(canvas, fonts);
        foreach ((string title, Scene scene) in pictures)
        {
            painter.Paint(new(width, Heading, [new TextLabel(new(0, 18), title, Ink.Text, Size: 17, Bold: true)]));
            canvas.Translate(0, Heading);
            painter.Paint(scene);
            canvas.Translate(0, (float)scene.Height + Margin);
        }
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}

/// <summary>A painter of scenes with Skia, in the light theme.</summary>
internal sealed class ScenePainter(SKCanvas canvas, Fonts fonts)
{
    public void Paint(Scene scene)
    {
        foreach (DrawnShape shape in scene.Shapes) Paint(shape);
    }

    private void Paint(DrawnShape shape)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = ToSkia(shape.Ink) };
        switch (shape)
        {
            case Stroke s:
                (paint.Style, paint.StrokeWidth, paint.StrokeJoin) = (SKPaintStyle.Stroke, (float)s.Width, SKStrokeJoin.Round);
                if (Scene.DashOf(s.Dash) is { Count: > 0 } dashes) paint.PathEffect = SKPathEffect.CreateDash([.. dashes], 0);
                Draw(s.Places, false, paint);
                break;
            case Shade s:
                paint.Color = paint.Color.WithAlpha(40);
                Draw(s.Places, true, paint);
                break;
            case Box b: canvas.DrawRect((float)b.X, (float)b.Y, (float)b.Width, (float)b.Height, paint); break;
            case BoxGroup g:
                foreach ((double x, double y, double width, double height) in g.Boxes)
                    canvas.DrawRect((float)x, (float)y, (float)width, (float)height, paint);
                break;
            case TextLabel t: Write(t, paint); break;
            case PointMark m: Draw(m, paint); break;
        }
    }

    private void Write(TextLabel label, SKPaint paint)
    {
        string text = DisplayText.Of(label.Text, 200);
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
        if (!MarkShape.IsHollow(mark.Kind))
        {
            Form(mark, paint);
            return;
        }
        using var inside = new SKPaint { IsAntialias = true, Color = ToSkia(Ink.Surface) };
        Form(mark, inside);
        (paint.Style, paint.StrokeWidth) = (SKPaintStyle.Stroke, 1.6f);
        Form(mark, paint);
    }

    private void Form(PointMark mark, SKPaint paint)
    {
        if (MarkShape.IsRound(mark.Kind)) canvas.DrawCircle((float)mark.At.X, (float)mark.At.Y, (float)mark.Size, paint);
        else Draw(MarkShape.Corners(mark), true, paint);
    }

    private void Draw(IReadOnlyList<ScenePoint> places, bool closed, SKPaint paint)
    {
        using var path = new SKPath();
        path.AddPoly([.. places.Select(p => new SKPoint((float)p.X, (float)p.Y))], closed);
        canvas.DrawPath(path, paint);
    }

    private static SKColor ToSkia(Ink ink) => SKColor.Parse(Palette.Of(ink, dark: false));
}

/// <summary>The fonts embedded in the assembly; missing glyphs are taken from the system's fonts, if any.</summary>
internal sealed class Fonts : IDisposable
{
    private readonly SKTypeface regular = Read("Roboto-Regular.ttf"), bold = Read("Roboto-Bold.ttf");

    public SKTypeface Of(string text, bool isBold)
    {
        SKTypeface own = isBold ? bold : regular;
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            if (own.GetGlyph(rune.Value) == 0 && SKFontManager.Default.MatchCharacter(rune.Value) is { } other) return other;
        }
        return own;
    }

    public void Dispose()
    {
        regular.Dispose();
        bold.Dispose();
    }

    private static SKTypeface Read(string file)
    {
        using Stream font = typeof(Fonts).Assembly.GetManifestResourceStream("Kif.Reports." + file)!;
        return SKTypeface.FromStream(font);
    }
}
