using System.Globalization;

namespace Kif.Reports.Scenes;

/// <summary>A color by its role, independent of the theme.</summary>
/// <param name="Tone">The role.</param>
/// <param name="Index">The number among the colors of the role.</param>
internal readonly record struct Ink(Tone Tone, int Index = 0)
{
    public static readonly Ink Text = new(Tone.Text), Muted = new(Tone.Muted), Grid = new(Tone.Grid), Edge = new(Tone.Edge), Surface = new(Tone.Surface);

    public static Ink Series(int index) => new(Tone.Series, index % Palette.SeriesCount);

    /// <summary>The short name of its CSS variable.</summary>
    public string Name => Tone switch
    {
        Tone.Text => "t", Tone.Muted => "m", Tone.Grid => "g", Tone.Edge => "a", Tone.Surface => "b", Tone.Series => Numbered("s"), Tone.Heat => Numbered("h"),
        Tone.HeatText => Numbered("k"), Tone.Fate => Numbered("f"), _ => Numbered("q"),
    };

    private string Numbered(string letter) => letter + Index.ToString(CultureInfo.InvariantCulture);
}
