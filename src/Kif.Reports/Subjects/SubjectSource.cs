using Kif.Pipeline.Events;
using Kif.Pipeline.Output;

namespace Kif.Reports.Subjects;

/// <summary>A saved comparison among several of a report.</summary>
/// <param name="Label">A short name that no other one has.</param>
/// <param name="Saved">What was saved.</param>
/// <param name="Runs">The names that its runs have in the report, with the names that they were saved under.</param>
internal sealed record SubjectSource(string Label, SavedComparison Saved, IReadOnlyDictionary<RunKey, RunKey> Runs)
{
    /// <summary>The steps of a run of the report; empty where it is none of these, or where they were not kept.</summary>
    public IReadOnlyList<SavedStep> Steps(RunKey run) => Runs.TryGetValue(run, out RunKey? saved) ? Saved.Steps(saved) : [];
}
