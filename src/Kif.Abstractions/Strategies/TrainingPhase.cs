using System.Text.Json.Serialization;

namespace Kif;

/// <summary>A phase of extra training, run by the training loop on a part's behalf. Plain data.</summary>
/// <param name="Name">Its name in events, reports and named optimizer moments.</param>
/// <param name="Examples">The training examples.</param>
public sealed record TrainingPhase(string Name, IReadOnlyList<Example> Examples)
{
    /// <summary>The number of passes over the examples; ignored if <see cref="Draws"/> is set. Default: 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>The number of batches drawn at random with replacement instead of epochs; null for epochs.</summary>
    public int? Draws { get; init; }

    /// <summary>The optimizer moments it uses. Default: new ones.</summary>
    public PhaseOptimizer Optimizer { get; init; } = PhaseOptimizer.Fresh;

    /// <summary>An absolute learning rate, held constant; null takes the rate of the task's next step (during it) or its base rate (after it).</summary>
    public double? LearningRate { get; init; }

    /// <summary>The factor on the learning rate. Default: 1.</summary>
    public double LearningRateScale { get; init; } = 1;

    /// <summary>Examples per optimizer step; null takes the run's.</summary>
    public int? BatchSize { get; init; }

    /// <summary>1 where elements may change, 0 where not; null updates all. Borrowed until the phase is over.</summary>
    [JsonIgnore]
    public Tensor? UpdateMask { get; init; }
}
