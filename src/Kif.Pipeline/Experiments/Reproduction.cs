using Kif.Pipeline.Events;

namespace Kif.Pipeline.Experiments;

/// <summary>The outcome of doing a run again.</summary>
/// <param name="Run">The run.</param>
/// <param name="Differences">Files that came out otherwise, and why the run failed where it did; empty where every bit is the same.</param>
public sealed record Reproduction(RunKey Run, IReadOnlyList<string> Differences)
{
    /// <summary>Whether every file is the same, bit for bit.</summary>
    public bool Identical => Differences.Count == 0;
}
