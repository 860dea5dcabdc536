using System.ComponentModel.DataAnnotations;

namespace Kif.Pipeline.Tuning;

/// <summary>The budget of a search, the same for every strategy.</summary>
public sealed class TuningOptions
{
    /// <summary>Trials per strategy; the first has the defaults. Default: 8.</summary>
    [Range(1, 10_000)]
    public int Trials { get; init; } = 8;

    /// <summary>The method that chooses settings. Default: at random.</summary>
    public TuningMethod Method { get; init; }

    /// <summary>The seed of the settings, of the held-out examples and of each trial's run. Default: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Tasks that a trial learns: the first ones of the stream, or all where there are fewer. Default: 2.</summary>
    [Range(1, 10_000)]
    public int Tasks { get; init; } = 2;

    /// <summary>Share of these tasks' training examples that are not trained but scored, at least one. Default: 0.2.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double HeldOut { get; init; } = 0.2;

    /// <summary>
    /// The range of learning rates to search together with the options, also for strategies without options; null for the comparison's. Default: null.
    /// </summary>
    public SearchRangeAttribute? LearningRate { get; init; }
}
