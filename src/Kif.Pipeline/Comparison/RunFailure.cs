using Kif.Pipeline.Events;

namespace Kif.Pipeline.Comparison;

/// <summary>A run that failed.</summary>
/// <param name="Key">The run.</param>
/// <param name="Message">The error message.</param>
public sealed record RunFailure(RunKey Key, string Message);
