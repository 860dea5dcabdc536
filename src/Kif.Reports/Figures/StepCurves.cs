using Kif.Pipeline.Events;
using Kif.Pipeline.Output;
using Kif.Reports.Subjects;

namespace Kif.Reports.Figures;

/// <summary>The curves of runs' steps, as means over at most <see cref="Most"/> intervals of equal length.</summary>
internal static class StepCurves
{
    public const int Most = 60;

    /// <summary>Returns the curve of one number per step, without extra phases; X is the interval's last step, counted over the stream.</summary>
    public static IReadOnlyList<(double X, double Y)> Of(IReadOnlyList<SavedStep> steps, Func<SavedStep, double> number)
    {
        SavedStep[] plain = [.. steps.Where(s => s.Phase.Length == 0)];
        int stretches = Math.Min(Most, plain.Length);
        return [.. Enumerable.Range(0, stretches).Select(b => (From: b * plain.Length / stretches, To: (b + 1) * plain.Length / stretches))
            .Select(b => ((double)b.To, RunMeans.Of(plain[b.From..b.To].Select(number).Where(double.IsFinite)).Mean))];
    }

    /// <summary>Returns the last step of each task of a run, and the task's name.</summary>
    public static IReadOnlyList<(double Step, string Task)> Ends(IReadOnlyList<SavedStep> steps)
    {
        var ends = new List<(double Step, string Task)>();
        int count = 0;
        foreach (SavedStep step in steps.Where(s => s.Phase.Length == 0))
        {
            count++;
            if (ends.Count > 0 && ends[^1].Task == step.Task) ends[^1] = (count, step.Task);
            else ends.Add((count, step.Task));
        }
        return ends;
    }

    /// <summary>Returns the steps of a strategy's runs in one order; runs without steps are left out.</summary>
    public static IReadOnlyList<(RunKey Run, IReadOnlyList<SavedStep> Steps)> Runs(ReportSubject subject, string strategy, string order) =>
        [.. subject.Of(strategy, order).Select(r => (r.Key, subject.Steps(r.Key))).Where(r => r.Item2.Count > 0)];
}
