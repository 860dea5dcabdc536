using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// The training options that the strategies of a comparison share. AdamW with β = (0.9, 0.999), ε = 1e-8, fresh with every task (algorithms.md 8.3).
/// </summary>
public sealed record TrainingOptions
{
    /// <summary>
    /// The loop's conventions where papers and published code do otherwise: <c>OfficialCode</c> shuffles without grouping by length, takes
    /// <see cref="WarmupSteps"/> exactly and weighs micro-batches the same; <c>Paper</c> shuffles. Options that are set take precedence. Default: recommended.
    /// </summary>
    public MethodProfile Profile { get; set; }

    /// <summary>Peak learning rate. Default: 3e-4.</summary>
    [Range(0.0, 10.0)]
    public double LearningRate { get; set; } = 3e-4;

    /// <summary>Passes over a task's examples. Default: 2.</summary>
    [Range(1, 10_000)]
    public int Epochs { get; set; } = 2;

    /// <summary>Examples per optimizer step. Default: 8.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; set; } = 8;

    /// <summary>
    /// Examples per forward pass, also of the extra passes of strategies; null for the whole batch at once, and as many in extra passes. Default: null.
    /// </summary>
    [Range(1, 65_536)]
    public int? MicroBatchSize { get; set; }

    /// <summary>
    /// Whether the micro-batches of a step weigh the same, as in the reference implementations, rather than by their share of target tokens, with which 1×8,
    /// 2×4 and 4×2 give the same step. Default: null, by the profile: no, with <c>OfficialCode</c> yes.
    /// </summary>
    public bool? EqualMicroBatches { get; set; }

    /// <summary>Learning-rate schedule. Default: linear.</summary>
    public LearningRateSchedule Schedule { get; set; }

    /// <summary>Warm-up steps of the learning rate; at most a tenth of a task's steps is used. Default: 50.</summary>
    [Range(0, int.MaxValue)]
    public int WarmupSteps { get; set; } = 50;

    /// <summary>
    /// Whether <see cref="WarmupSteps"/> is taken exactly, however short the task. Default: null, by the profile: no, with <c>OfficialCode</c> yes.
    /// </summary>
    public bool? ExactWarmup { get; set; }

    /// <summary>
    /// Warm-up as a share of a task's steps, rounded up, in place of <see cref="WarmupSteps"/>; null for that number. Default: null.
    /// </summary>
    [Range(0.0, 1.0)]
    public double? WarmupRatio { get; set; }

    /// <summary>Decoupled weight decay, on parameters that decay. Default: 0.</summary>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; set; }

    /// <summary>Whether weight decay applies to norms and biases too. Default: false.</summary>
    public bool DecayNorms { get; set; }

    /// <summary>Largest global gradient norm; null for no clipping. Default: 1.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double? ClipNorm { get; set; } = 1;

    /// <summary>Order of the examples. Default: null, shuffled, with every profile: no padding is computed, so that buckets by length save little.</summary>
    public ExampleOrder? Order { get; set; }

    /// <summary>Consecutive steps with non-finite gradients after which a run fails. Default: 50.</summary>
    [Range(1, int.MaxValue)]
    public int MaxConsecutiveSkips { get; set; } = 50;

    /// <summary>The maximum number of examples per forward pass, extra passes of strategies included.</summary>
    internal int LargestPass => MicroBatchSize ?? BatchSize;

    /// <summary>
    /// The examples' order in each epoch of the next task, by index, in place of <see cref="Order"/>: that of a run that was recorded elsewhere. Null to
    /// draw it.
    /// </summary>
    internal IReadOnlyList<IReadOnlyList<int>>? RecordedOrder { get; set; }

    /// <summary>Whether buckets of every model are sorted by prompt and answer together, as when the embedded model was made.</summary>
    internal bool BucketsWholeRows { get; set; }

    internal ExampleOrder OrderUsed => Order ?? ExampleOrder.Shuffled;

    internal bool WeighsMicroBatchesEqually => EqualMicroBatches ?? Profile == MethodProfile.OfficialCode;

    internal bool WarmsUpExactly => ExactWarmup ?? Profile == MethodProfile.OfficialCode;
}

/// <summary>The order of the examples within an epoch.</summary>
public enum ExampleOrder
{
    /// <summary>
    /// Shuffled, then sorted by length within windows of at most 50 batches and a quarter of the examples, whose batches are shuffled again: little padding,
    /// other members every epoch.
    /// </summary>
    Bucketed,

    /// <summary>Shuffled.</summary>
    Shuffled,

    /// <summary>As given, every epoch.</summary>
    AsGiven,
}

/// <summary>The course of the learning rate within a task.</summary>
public enum LearningRateSchedule
{
    /// <summary>Linear warm-up from 0, then linear decay to 0 (algorithms.md 8.3).</summary>
    Linear,

    /// <summary>Linear warm-up from 0, then constant.</summary>
    Constant,

    /// <summary>Linear warm-up from 0, then half a cosine to 0.</summary>
    Cosine,
}

/// <summary>The learning rate of a step.</summary>
internal static class LearningRates
{
    /// <summary>
    /// Returns the rate of 0-based step <paramref name="step"/> of <paramref name="total"/>: warm-up s/W, then the schedule. The share is rounded before it
    /// is multiplied by the peak, as in transformers.
    /// </summary>
    public static double At(int step, int total, int warmup, double peak, LearningRateSchedule schedule)
    {
        if (step < warmup) return peak * ((double)step / warmup);
        int rest = Math.Max(1, total - warmup);
        return peak * schedule switch
        {
            LearningRateSchedule.Constant => 1,
            LearningRateSchedule.Cosine => Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * ((double)(step - warmup) / rest)))),
            _ => (double)Math.Max(0, total - step) / rest,
        };
    }

    /// <summary>Returns the number of warm-up steps of a task of <paramref name="total"/> steps.</summary>
    public static int Warmup(TrainingOptions options, int total) => options switch
    {
        { WarmupRatio: { } share } => (int)Math.Ceiling(total * share),
        { WarmsUpExactly: true } => options.WarmupSteps,
        _ => Math.Min(options.WarmupSteps, total / 10),
    };
}
