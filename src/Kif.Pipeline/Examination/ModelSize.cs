namespace Kif.Pipeline.Examination;

/// <summary>Weights of a model on disk.</summary>
/// <param name="Parameters">How many.</param>
/// <param name="Bytes">Their size as stored.</param>
/// <param name="Types">Their types.</param>
internal sealed record ModelSize(long Parameters, long Bytes, IReadOnlyList<string> Types);
