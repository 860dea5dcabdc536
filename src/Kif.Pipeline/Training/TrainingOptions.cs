using System.ComponentModel.DataAnnotations;

namespace Kif.Pipeline.Training;

/// <summary>The training options that the strategies of a comparison share. AdamW with β = (0.9, 0.999), ε = 1e-8, fresh with every task (spec 8.3).</summary>
public sealed class TrainingOptions
{
    /// <summary>Peak learning rate. Default: 3e-4.</summary>
    [Range(0.0, 10.0)]
    public double LearningRate { get; set; } = 3e-4;

    /// <summary>Passes over a task's examples. Default: 2.</summary>
    [Range(1, 10_000)]
    public int Epochs { get; set; } = 2;

    /// <summary>Examples per optimizer step. Default: 8.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; set; } = 8;

    /// <summary>Examples per forward pass; null for the whole batch at once. Default: null.</summary>
    [Range(1, 65_536)]
    public int? MicroBatchSize { get; set; }

    /// <summary>Weights of the micro-batches. Default: by target tokens.</summary>
    public AccumulationWeighting Accumulation { get; set; }

    /// <summary>Learning-rate schedule. Default: linear.</summary>
    public LearningRateSchedule Schedule { get; set; }

    /// <summary>Warm-up steps of the learning rate; at most a tenth of a task's steps is used. Default: 50.</summary>
    [Range(0, int.MaxValue)]
    public int WarmupSteps { get; set; } = 50;

    /// <summary>Whether <see cref="WarmupSteps"/> is taken exactly, however short the task. Default: false.</summary>
    public bool ExactWarmup { get; set; }

    /// <summary>Decoupled weight decay, on parameters that decay. Default: 0.</summary>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; set; }

    /// <summary>Whether weight decay applies to norms and biases too. Default: false.</summary>
    public bool DecayNorms { get; set; }

    /// <summary>Largest global gradient norm; null for no clipping. Default: 1.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double? ClipNorm { get; set; } = 1;

    /// <summary>Order of the examples. Default: bucketed by length.</summary>
    public DataOrder Order { get; set; }

    /// <summary>Consecutive steps with non-finite gradients after which a run fails. Default: 50.</summary>
    [Range(1, int.MaxValue)]
    public int MaxConsecutiveSkips { get; set; } = 50;
}
