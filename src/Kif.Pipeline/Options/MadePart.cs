namespace Kif.Pipeline.Options;

/// <summary>A part that a composition asked for.</summary>
/// <param name="Choice">What it was asked for by.</param>
/// <param name="Definition">Its registration.</param>
/// <param name="Options">The options that it was made from.</param>
internal sealed record MadePart(ComponentChoice Choice, ComponentDefinition Definition, object Options);
