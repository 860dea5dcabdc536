namespace Kif.Reports;

/// <summary>Means over runs; missing values are ignored.</summary>
internal static class RunMeans
{
    /// <summary>Returns the mean, lowest and highest of the values that are not NaN; NaN if there are none.</summary>
    public static (double Mean, double Low, double High) Of(IEnumerable<double> values)
    {
        double[] there = [.. values.Where(v => !double.IsNaN(v))];
        return there.Length == 0 ? (double.NaN, double.NaN, double.NaN) : (there.Average(), there.Min(), there.Max());
    }
}

/// <summary>The curves of runs' steps, as means over at most <see cref="Most"/> intervals of equal length.</summary>
internal static class StepCurves
{
    public const int Most = 40;

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
    public static IReadOnlyList<(RunKey Run, IReadOnlyList<SavedStep> Steps)> Runs(ReportData data, string strategy, string order) =>
        [.. data.RunsOf(strategy, order).Select(r => (r.Key, data.Steps(r.Key))).Where(r => r.Item2.Count > 0)];
}
