using Kif.Pipeline.Events;

namespace Kif.Pipeline.Comparison;

/// <summary>A run that failed.</summary>
/// <param name="Key">Which.</param>
/// <param name="Message">What went wrong.</param>
public sealed record RunFailure(RunKey Key, string Message);
