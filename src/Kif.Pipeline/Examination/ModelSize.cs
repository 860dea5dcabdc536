namespace Kif.Pipeline.Examination;

/// <summary>The size of a model's weights on disk.</summary>
/// <param name="Parameters">The number of parameters.</param>
/// <param name="Bytes">The stored size in bytes.</param>
/// <param name="Types">The stored types.</param>
internal sealed record ModelSize(long Parameters, long Bytes, IReadOnlyList<string> Types);
