namespace Kif.Cli.Rendering.Progress;

/// <summary>A line of the display.</summary>
/// <param name="Text">The line, no markup.</param>
/// <param name="Style">How it looks, as Spectre.Console names it.</param>
internal readonly record struct ScreenLine(string Text, string Style = "default");
