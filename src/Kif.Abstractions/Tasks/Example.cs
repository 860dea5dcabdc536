namespace Kif;

/// <summary>One text-to-text example.</summary>
/// <param name="Input">The full prompt.</param>
/// <param name="Target">The wanted answer.</param>
/// <param name="Id">A name for reports and memories; the row number where the file gives none.</param>
public sealed record Example(string Input, string Target, string Id);
