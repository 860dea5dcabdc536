using SkiaSharp;

namespace Kif.Reports.Images;

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
