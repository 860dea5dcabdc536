namespace Kif.Testing;

/// <summary>The place of a part within a strategy.</summary>
/// <param name="Definition">Its entry in the catalog.</param>
/// <param name="Path">The option that chooses it, e.g. <c>fuse</c>.</param>
internal sealed record SubjectPart(ComponentDefinition Definition, string Path);
