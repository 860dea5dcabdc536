using System.Text.Json.Serialization;

namespace Kif;

/// <summary>Extra training that the one loop runs on a part's behalf. Plain data.</summary>
/// <param name="Name">Its name in events, reports and named optimiser moments.</param>
/// <param name="Examples">What it trains on.</param>
public sealed record TrainingPhase(string Name, IReadOnlyList<Example> Examples)
{
    /// <summary>Passes over the examples; ignored when <see cref="Draws"/> is set. Default: 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Number of batches drawn at random with replacement in place of epochs; null for epochs.</summary>
    public int? Draws { get; init; }

    /// <summary>Which moments it uses. Default: fresh ones.</summary>
    public PhaseOptimizer Optimizer { get; init; } = PhaseOptimizer.Fresh;

    /// <summary>An absolute learning rate, held constant; null takes the rate of the task's next step (during it) or its base rate (after it).</summary>
    public double? LearningRate { get; init; }

    /// <summary>Multiplies the learning rate. Default: 1.</summary>
    public double LearningRateScale { get; init; } = 1;

    /// <summary>Examples per optimiser step; null takes the run's.</summary>
    public int? BatchSize { get; init; }

    /// <summary>1 where entries may change, 0 where not; null updates all. Borrowed until the phase is over.</summary>
    [JsonIgnore]
    public Tensor? UpdateMask { get; init; }
}
