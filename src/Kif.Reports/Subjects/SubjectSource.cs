using Kif.Pipeline.Events;
using Kif.Pipeline.Output;

namespace Kif.Reports.Subjects;

/// <summary>One of a report's saved comparisons.</summary>
/// <param name="Label">A short, unique name.</param>
/// <param name="Saved">The comparison.</param>
/// <param name="Runs">The saved key of each of its runs, by the key in the report.</param>
internal sealed record SubjectSource(string Label, SavedComparison Saved, IReadOnlyDictionary<RunKey, RunKey> Runs)
{
    /// <summary>Returns the steps of a run of the report; empty if it is not one of these runs, or if its steps were not saved.</summary>
    public IReadOnlyList<SavedStep> Steps(RunKey run) => Runs.TryGetValue(run, out RunKey? saved) ? Saved.Steps(saved) : [];
}
