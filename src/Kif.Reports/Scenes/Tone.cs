namespace Kif.Reports.Scenes;

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

    /// <summary>The history of a skill unit; the ink's index is 0 for protected, 1 for shared, 2 for overwritten.</summary>
    Fate,

    /// <summary>Text on <see cref="Fate"/>.</summary>
    FateText,
}
