namespace Kif.Reports.Subjects;

/// <summary>Something that is not the same in all sources.</summary>
/// <param name="What">What it is.</param>
/// <param name="Values">Its value in each source, in their order.</param>
/// <param name="Matters">Whether it changes what is computed; else it is only the machine's, or a name.</param>
internal sealed record SourceDifference(string What, IReadOnlyList<string> Values, bool Matters);
