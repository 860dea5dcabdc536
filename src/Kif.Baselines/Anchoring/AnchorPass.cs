namespace Kif.Baselines;

/// <summary>The importance pass over a finished task's examples, shared by EWC and MAS.</summary>
internal static class AnchorPass
{
    /// <summary>
    /// Creates the pass from options and profile. Defaults: per example (official code: batch means), at most 1000 examples (paper and official code: all).
    /// </summary>
    public static GradientAverage Of(GradientReduction reduction, MethodProfile profile, GradientGrouping? grouping, int batch, int? most) => new(
        reduction,
        (grouping ?? (profile == MethodProfile.OfficialCode ? GradientGrouping.BatchMean : GradientGrouping.PerExample)) == GradientGrouping.PerExample ? 1 : batch,
        most ?? (profile == MethodProfile.Recommended ? 1000 : null));

    /// <summary>Computes the mean over the task's examples with its final weights.</summary>
    public static Tensor Over(this GradientAverage average, in TaskKept task, ProbeLoss loss) => average.Over(task.Probe, task.Train, task.Weights, loss, task.Random);
}
