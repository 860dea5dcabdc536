namespace Kif.Reports.Scenes;

/// <summary>What a colour stands for; themes give it a value.</summary>
internal enum Tone
{
    /// <summary>Text that is read.</summary>
    Text,

    /// <summary>Text beside it: axes, notes.</summary>
    Muted,

    /// <summary>Lines that help the eye.</summary>
    Grid,

    /// <summary>Lines that bound a chart.</summary>
    Edge,

    /// <summary>The background.</summary>
    Surface,

    /// <summary>One of several strategies; the ink's index says which.</summary>
    Series,

    /// <summary>A score on a scale from 0 to <see cref="Palette.HeatSteps"/>; the ink's index says where.</summary>
    Heat,

    /// <summary>Text upon <see cref="Heat"/>.</summary>
    HeatText,

    /// <summary>Units that kept the old: the ink's index is 0 for protected, 1 for shared, 2 for overwritten.</summary>
    Fate,

    /// <summary>Text upon <see cref="Fate"/>.</summary>
    FateText,
}
