namespace Kif.Reports.Subjects;

/// <summary>A difference between the sources.</summary>
/// <param name="What">The name of the setting.</param>
/// <param name="Values">Its value in each source, in their order.</param>
/// <param name="Matters">Whether it affects the results; otherwise it concerns only the machine or a name.</param>
internal sealed record SourceDifference(string What, IReadOnlyList<string> Values, bool Matters);
