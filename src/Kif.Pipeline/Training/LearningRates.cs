namespace Kif.Pipeline.Training;

/// <summary>The learning rate of a step.</summary>
public static class LearningRates
{
    /// <summary>Returns the rate of 0-based step <paramref name="step"/> of <paramref name="total"/>: warm-up s/W, then the schedule.</summary>
    public static double At(int step, int total, int warmup, double peak, LearningRateSchedule schedule) =>
        step < warmup ? peak * step / Math.Max(1, warmup)
        : schedule == LearningRateSchedule.Constant ? peak
        : peak * Math.Max(0, total - step) / Math.Max(1, total - warmup);

    /// <summary>Returns the number of warm-up steps of a task of <paramref name="total"/> steps.</summary>
    public static int Warmup(TrainingOptions options, int total) => options.ExactWarmup ? options.WarmupSteps : Math.Min(options.WarmupSteps, total / 10);
}
