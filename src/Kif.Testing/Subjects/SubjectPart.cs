namespace Kif.Testing;

/// <summary>A part within a strategy.</summary>
/// <param name="Definition">How it is registered.</param>
/// <param name="Path">The option that chooses it, e.g. <c>fuse</c>.</param>
internal sealed record SubjectPart(ComponentDefinition Definition, string Path);
