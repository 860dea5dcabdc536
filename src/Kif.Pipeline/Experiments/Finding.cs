using Kif.Pipeline.Events;

namespace Kif.Pipeline.Experiments;

/// <summary>Something in a run's files that does not fit the rest.</summary>
/// <param name="Run">The run; null for the comparison as a whole.</param>
/// <param name="What">The file or value, what it is and what it should be.</param>
public sealed record Finding(RunKey? Run, string What);
