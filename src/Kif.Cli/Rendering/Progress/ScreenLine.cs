namespace Kif.Cli.Rendering.Progress;

/// <summary>A line of the live display.</summary>
/// <param name="Text">The text, without markup.</param>
/// <param name="Style">Its style in Spectre.Console's syntax.</param>
internal readonly record struct ScreenLine(string Text, string Style = "default");
