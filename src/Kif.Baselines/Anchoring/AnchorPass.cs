namespace Kif.Baselines;

/// <summary>The pass over a finished task's examples that EWC and MAS share, as options and profile have it.</summary>
internal static class AnchorPass
{
    /// <summary>Per example, in the official code of batch means; of at most 1000 examples, in paper and official code of all; unless said otherwise.</summary>
    public static GradientAverage Of(GradientReduction reduction, MethodProfile profile, GradientGrouping? grouping, int batch, int? most) => new(
        reduction,
        (grouping ?? (profile == MethodProfile.OfficialCode ? GradientGrouping.BatchMean : GradientGrouping.PerExample)) == GradientGrouping.PerExample ? 1 : batch,
        most ?? (profile == MethodProfile.Recommended ? 1000 : null));

    /// <summary>The mean over the task's examples with its kept weights.</summary>
    public static Tensor Over(this GradientAverage average, in TaskKept task, ProbeLoss loss) => average.Over(task.Probe, task.Train, task.Weights, loss, task.Random);
}
