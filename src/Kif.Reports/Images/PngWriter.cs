using Kif.Reports.Scenes;
using SkiaSharp;

namespace Kif.Reports.Images;

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
