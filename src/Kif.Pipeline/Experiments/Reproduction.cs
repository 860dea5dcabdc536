using Kif.Pipeline.Events;

namespace Kif.Pipeline.Experiments;

/// <summary>The outcome of repeating a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Differences">The files that differ, or the reason of a failure; empty if every bit is the same.</param>
public sealed record Reproduction(RunKey Run, IReadOnlyList<string> Differences)
{
    /// <summary>Whether every file is the same, bit for bit.</summary>
    public bool Identical => Differences.Count == 0;
}
