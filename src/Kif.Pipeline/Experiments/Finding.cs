using Kif.Pipeline.Events;

namespace Kif.Pipeline.Experiments;

/// <summary>A discrepancy in a comparison's files.</summary>
/// <param name="Run">The run; null for the comparison as a whole.</param>
/// <param name="What">The file or value, with its actual and its expected content.</param>
public sealed record Finding(RunKey? Run, string What);
