using System.Globalization;

namespace Kif.Reports;

/// <summary>The colors of both themes. Text and series have a contrast of at least 4.5 to 1 to the background.</summary>
internal static class Palette
{
    /// <summary>Numbers of colors; the middle step of a shift is no shift.</summary>
    public const int SeriesCount = 10, HeatSteps = 10, ShiftSteps = 10, HistoryCount = 3;

    private static readonly string[] LightSeries = ["#0b62a8", "#b3400a", "#0a7250", "#8a3a9e", "#836000", "#0f6f84", "#b02863", "#4d6b00", "#4b4fc4",
        "#7a4b2a"];
    private static readonly string[] DarkSeries = ["#6cb6f5", "#f59a66", "#4ccb9f", "#d49be6", "#e2b84b", "#5fc9dd", "#f58db5", "#b4cf5e", "#a9adff",
        "#d3a37c"];
    private static readonly string[] LightHistory = ["#2b6cb0", "#c9ced6", "#d9822b"], DarkHistory = ["#7db8f0", "#4a525e", "#e79a4c"];

    /// <summary>All inks.</summary>
    public static IEnumerable<Ink> All =>
    [
        Ink.Text, Ink.Muted, Ink.Grid, Ink.Edge, Ink.Surface, .. Many(Tone.Series, SeriesCount), .. Many(Tone.Heat, HeatSteps + 1),
        .. Many(Tone.HeatText, HeatSteps + 1), .. Many(Tone.Shift, ShiftSteps + 1), .. Many(Tone.ShiftText, ShiftSteps + 1),
        .. Many(Tone.History, HistoryCount), .. Many(Tone.HistoryText, HistoryCount),
    ];

    /// <summary>Returns the index of the heat color of a score in percent.</summary>
    public static int HeatOf(double score) => (int)Math.Round(Math.Clamp(score, 0, 100) / 100 * HeatSteps);

    /// <summary>Returns the index of the color of a shift: 0 at -<paramref name="most"/>, the middle at 0.</summary>
    public static int ShiftOf(double shift, double most) => most <= 0 ? ShiftSteps / 2
        : (int)Math.Round((Math.Clamp(shift / most, -1, 1) + 1) / 2 * ShiftSteps, MidpointRounding.AwayFromZero);

    /// <summary>Returns a color as <c>#rrggbb</c>.</summary>
    public static string Of(Ink ink, bool dark) => ink.Tone switch
    {
        Tone.Text => dark ? "#e8eaed" : "#1a1d21",
        Tone.Muted => dark ? "#a9b2bd" : "#545b64",
        Tone.Grid => dark ? "#2c323b" : "#e3e6ea",
        Tone.Edge => dark ? "#7a8491" : "#7f8893",
        Tone.Surface => dark ? "#14171c" : "#ffffff",
        Tone.Series => (dark ? DarkSeries : LightSeries)[ink.Index],
        Tone.Heat => dark ? Between("#1b232d", "#235f9f", ink.Index) : Between("#f3f7fc", "#5f9fdc", ink.Index),
        Tone.Shift => Diverging(ink.Index, dark),
        Tone.History => (dark ? DarkHistory : LightHistory)[ink.Index],
        Tone.HeatText => Upon(Of(new(Tone.Heat, ink.Index), dark)),
        Tone.ShiftText => Upon(Of(new(Tone.Shift, ink.Index), dark)),
        _ => Upon(Of(new(Tone.History, ink.Index), dark)),
    };

    /// <summary>Returns the contrast ratio of two colors as defined by WCAG 2, from 1 to 21.</summary>
    public static double Contrast(string a, string b)
    {
        (double x, double y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static IEnumerable<Ink> Many(Tone tone, int count) => Enumerable.Range(0, count).Select(i => new Ink(tone, i));

    private static string Upon(string background) => Contrast("#000000", background) > Contrast("#ffffff", background) ? "#000000" : "#ffffff";

    /// <summary>Returns a step from orange through gray to blue, which readers who confuse red and green tell apart.</summary>
    private static string Diverging(int step, bool dark)
    {
        const int Middle = ShiftSteps / 2;
        (string low, string none, string high) = dark ? ("#8a4a12", "#20262e", "#235f9f") : ("#ee9c50", "#f4f5f6", "#5f9fdc");
        return step <= Middle ? Between(none, low, Middle - step, Middle) : Between(none, high, step - Middle, Middle);
    }

    private static string Between(string low, string high, int step, int steps = HeatSteps)
    {
        int[] mixed = [.. Channels(low).Zip(Channels(high), (l, h) => (int)Math.Round(l + (h - l) * (double)step / steps))];
        return string.Create(CultureInfo.InvariantCulture, $"#{mixed[0]:x2}{mixed[1]:x2}{mixed[2]:x2}");
    }

    private static double Luminance(string color)
    {
        double[] linear = [.. Channels(color).Select(c => c / 255.0).Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }

    private static IEnumerable<int> Channels(string color) =>
        Enumerable.Range(0, 3).Select(i => int.Parse(color.AsSpan(1 + 2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}

/// <summary>A color by its role, independent of the theme.</summary>
/// <param name="Tone">The role.</param>
/// <param name="Index">The number among the colors of the role.</param>
internal readonly record struct Ink(Tone Tone, int Index = 0)
{
    public static readonly Ink Text = new(Tone.Text), Muted = new(Tone.Muted), Grid = new(Tone.Grid), Edge = new(Tone.Edge), Surface = new(Tone.Surface);

    /// <summary>Returns the color of a strategy's style; references, whose styles are below zero, have the color of secondary text.</summary>
    public static Ink Series(int style) => style < 0 ? Muted : new(Tone.Series, style % Palette.SeriesCount);

    /// <summary>The short name of its CSS variable.</summary>
    public string Name => Tone switch
    {
        Tone.Text => "t", Tone.Muted => "m", Tone.Grid => "g", Tone.Edge => "a", Tone.Surface => "b", Tone.Series => Numbered("s"), Tone.Heat => Numbered("h"),
        Tone.HeatText => Numbered("k"), Tone.Shift => Numbered("v"), Tone.ShiftText => Numbered("w"), Tone.History => Numbered("f"), _ => Numbered("q"),
    };

    private string Numbered(string letter) => letter + Index.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The role of a color; themes give it a value.</summary>
internal enum Tone
{
    /// <summary>Main text.</summary>
    Text,

    /// <summary>Secondary text: axes, notes.</summary>
    Muted,

    /// <summary>Grid lines.</summary>
    Grid,

    /// <summary>Lines that bound a chart.</summary>
    Edge,

    /// <summary>The background.</summary>
    Surface,

    /// <summary>A strategy; the ink's index is its number.</summary>
    Series,

    /// <summary>A score; the ink's index is its step from 0 to <see cref="Palette.HeatSteps"/>.</summary>
    Heat,

    /// <summary>Text on <see cref="Heat"/>.</summary>
    HeatText,

    /// <summary>A value below, at or above a middle; the ink's index is its step from 0 to <see cref="Palette.ShiftSteps"/>.</summary>
    Shift,

    /// <summary>Text on <see cref="Shift"/>.</summary>
    ShiftText,

    /// <summary>The history of a skill unit; the ink's index is 0 for protected, 1 for shared, 2 for overwritten.</summary>
    History,

    /// <summary>Text on <see cref="History"/>.</summary>
    HistoryText,
}
