namespace Kif.Pipeline.Options;

/// <summary>A part created for a composition.</summary>
/// <param name="Choice">The choice that requested it.</param>
/// <param name="Definition">The registration.</param>
/// <param name="Options">The options that it was created with.</param>
internal sealed record MadePart(ComponentChoice Choice, ComponentDefinition Definition, object Options);
