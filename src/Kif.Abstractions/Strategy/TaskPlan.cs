using System.Text.Json.Serialization;

namespace Kif;

/// <summary>A part's plan for the training of a task. Plain data; the plans of all parts are merged, and contradictions are rejected.</summary>
public sealed record TaskPlan
{
    /// <summary>The default plan.</summary>
    public static TaskPlan Default { get; } = new();

    /// <summary>Whether the training starts from the weights before the first task. Default: false, from the final weights of the previous task.</summary>
    public bool FromInitialWeights { get; init; }

    /// <summary>
    /// The weights that the training starts from, a vector of the space; null for the final weights of the previous task. For parts whose final weights are
    /// not those that they train on. Needs <see cref="StrategyEffects.FinalWeights"/>; not together with another start or a growing adapter.
    /// </summary>
    public Tensor? StartWeights { get; init; }

    /// <summary>The growth of the adapter before the task; null keeps training the current one. Needs <see cref="StrategyEffects.Adapter"/>.</summary>
    public AdapterGrowth? Grow { get; init; }

    /// <summary>
    /// The mixing of replay examples into the training: none, concat or balanced. Default: none. Needs <see cref="StrategyEffects.Memory"/>. Replay after
    /// the task is a <see cref="TrainingPhase"/> of its <see cref="TaskOutcome"/> instead.
    /// </summary>
    public ReplayMode Memory { get; init; }

    /// <summary>
    /// 1 where elements may change, 0 where the optimizer's update is masked; null updates all. Needs <see cref="StrategyEffects.Gradients"/>.
    /// </summary>
    public Tensor? UpdateMask { get; init; }

    /// <summary>
    /// Coordinates that are trained in place of the weights; null for the weights themselves. Needs <see cref="StrategyEffects.Coordinates"/>; not together
    /// with a mask of updates or a growing adapter.
    /// </summary>
    public IWeightCoordinates? Coordinates { get; init; }

    /// <summary>Whether <see cref="StepEnd.PreviousWeights"/> and <see cref="StepEnd.TaskGradients"/> are needed.</summary>
    public bool NeedsPath { get; init; }

    /// <summary>Whether summed absolute outputs of the trainable maps are needed in <see cref="GradientInput.Outputs"/>.</summary>
    public bool NeedsOutputs { get; init; }

    /// <summary>
    /// Whether no gradient flows through frozen adapters to their inputs in training: lower layers do not learn through them. Default: false, it flows.
    /// </summary>
    public bool DetachesFrozen { get; init; }
}

/// <summary>The mode of training on replay examples.</summary>
public enum ReplayMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Shuffled with the task's examples in their natural ratio; every replay example once per epoch.</summary>
    Concat,

    /// <summary>As many replay examples as current examples in every optimizer step, drawn evenly over past tasks.</summary>
    Balanced,

    /// <summary>Separately, after each task.</summary>
    Separate,
}

/// <summary>A phase of extra training, run by the training loop on a part's behalf. Plain data.</summary>
/// <param name="Name">Its name in events, reports and named optimizer moments.</param>
/// <param name="Examples">The training examples.</param>
public sealed record TrainingPhase(string Name, IReadOnlyList<Example> Examples)
{
    /// <summary>The number of passes over the examples; ignored if <see cref="Draws"/> is set. Default: 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>The number of batches drawn at random, independently of each other, instead of epochs; null for epochs.</summary>
    public int? Draws { get; init; }

    /// <summary>
    /// Whether an example may be drawn several times for one batch of <see cref="Draws"/>; without replacement a batch has at most all examples. Default: true.
    /// </summary>
    public bool Replacement { get; init; } = true;

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

/// <summary>The optimizer moments used in a phase.</summary>
public enum PhaseOptimizer
{
    /// <summary>The moments of the task's training.</summary>
    Shared,

    /// <summary>New moments that end with the phase.</summary>
    Fresh,

    /// <summary>The moments of the last phase of the same name within the task.</summary>
    Named,
}
