using System.Text.Json.Serialization;

namespace Kif;

/// <summary>A part's adjustment of a step's gradients.</summary>
/// <param name="Gradients">New gradients, or null to keep them.</param>
/// <param name="UpdateMask">
/// 1 where the optimizer may change elements in this step, 0 elsewhere; null for all. Momentum still moves elements with zero gradients.
/// </param>
public readonly record struct GradientOutcome(Tensor? Gradients = null, Tensor? UpdateMask = null)
{
    /// <summary>Leaves the gradients as they are.</summary>
    public static GradientOutcome Unchanged => default;
}

/// <summary>A part's decision after a step.</summary>
/// <param name="Weights">The weights to continue from, or null to keep them; optimizer moments stay. Needs <see cref="StrategyEffects.StepWeights"/>.</param>
/// <param name="Phase">Extra training before the next step, or null. Needs <see cref="StrategyEffects.Phases"/>.</param>
public readonly record struct StepOutcome(Tensor? Weights = null, TrainingPhase? Phase = null)
{
    /// <summary>Continues unchanged.</summary>
    public static StepOutcome Continue => default;
}

/// <summary>A part's decision at the end of a task.</summary>
/// <param name="Weights">The weights to keep, or null to keep those trained. Needs <see cref="StrategyEffects.FinalWeights"/>.</param>
/// <param name="PostTaskPhases">Post-task phases of extra training, in order; null for none. Needs <see cref="StrategyEffects.Phases"/>.</param>
/// <param name="Explanation">The decision per skill unit, for reports; null for none.</param>
public sealed record TaskOutcome(Tensor? Weights = null, IReadOnlyList<TrainingPhase>? PostTaskPhases = null, FusionExplanation? Explanation = null)
{
    /// <summary>
    /// Warnings about the task: what a user should know before trusting the outcome, each a sentence without its full stop, with its numbers and what follows
    /// from them. They are shown with the results, those that differ only in numbers once for all tasks. Default: none.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Keeps the trained weights.</summary>
    public static TaskOutcome Keep { get; } = new();
}

/// <summary>The explanation of a fusion, for reports: one number per unit in each list.</summary>
/// <param name="Task">The task just learned.</param>
/// <param name="Units">Names of the units.</param>
/// <param name="Current">Normalized scores of the task just learned.</param>
/// <param name="Accumulated">Normalized accumulated scores of earlier tasks; empty on the first task.</param>
/// <param name="Coefficients">Weight of the current model; empty on the first task.</param>
public sealed record FusionExplanation(
    string Task, IReadOnlyList<string> Units, IReadOnlyList<double> Current, IReadOnlyList<double> Accumulated, IReadOnlyList<double> Coefficients)
{
    /// <summary>
    /// The number of units summarized by the lists where there are too many to list: <see cref="Units"/> then names trainable tensors, with means over the
    /// tensors' elements. Null where the lists have one number per unit.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? SummaryOf { get; init; }

    /// <summary>
    /// The distribution of all units' coefficients where the lists are a summary: how many lie in each of a number of equal parts of 0 to 1, the first
    /// part first. Means over tensors don't show it. Default: null, where the lists have one number per unit or nothing was fused.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? CoefficientCounts { get; init; }
}
