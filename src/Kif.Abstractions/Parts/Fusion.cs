namespace Kif;

/// <summary>A fuser: decides, unit by unit, how much of the new and of the old knowledge to keep.</summary>
public interface IKnowledgeFuser
{
    /// <summary>
    /// Whether it decides element by element, from <see cref="FusionInput.CurrentElementScores"/> and <see cref="FusionInput.AccumulatedElementScores"/>; the
    /// strategy then keeps one more vector between tasks.
    /// </summary>
    bool NeedsElementScores => false;

    /// <summary>Whether it reads <see cref="FusionInput.InitialWeights"/>; the strategy then keeps them, one more vector.</summary>
    bool NeedsInitialWeights => false;

    /// <summary>Fuses two sets of weights.</summary>
    Fusion Fuse(in FusionInput input);

    /// <summary>Accumulates element scores after a task; called only when the fuser needs them. Default: the sum over tasks.</summary>
    /// <param name="accumulated">The scores of earlier tasks; borrowed.</param>
    /// <param name="current">Raw element scores of the task just learned; borrowed.</param>
    Tensor AccumulateElementScores(Tensor accumulated, Tensor current) => accumulated.add(current);
}

/// <summary>The input of a fuser.</summary>
public readonly ref struct FusionInput
{
    /// <summary>The skill units.</summary>
    public required SkillUnits Units { get; init; }

    /// <summary>Scores of the task just learned, normalized to [0, 1], one per unit.</summary>
    public required ReadOnlySpan<double> Current { get; init; }

    /// <summary>Accumulated scores of all earlier tasks, normalized to [0, 1], one per unit.</summary>
    public required ReadOnlySpan<double> Accumulated { get; init; }

    /// <summary>Scores of the task just learned as the estimator gave them, for fusers that need their scale.</summary>
    public required UnitScores RawCurrent { get; init; }

    /// <summary>Accumulated scores before normalization, in the order of the same units.</summary>
    public required UnitScores RawAccumulated { get; init; }

    /// <summary>Weights from which the task was trained; borrowed.</summary>
    public required Tensor PreviousWeights { get; init; }

    /// <summary>Weights after training; borrowed.</summary>
    public required Tensor CurrentWeights { get; init; }

    /// <summary>Raw scores per element of the task just learned, where the fuser needs them; borrowed.</summary>
    public Tensor? CurrentElementScores { get; init; }

    /// <summary>Accumulated scores per element of all earlier tasks, where the fuser needs them; borrowed.</summary>
    public Tensor? AccumulatedElementScores { get; init; }

    /// <summary>Weights before the first task, where the fuser needs them; borrowed.</summary>
    public Tensor? InitialWeights { get; init; }
}

/// <summary>
/// The outcome of a fusion: the current task's coefficient per unit (1 takes the new weights, 0 keeps the old ones), or whole weights where
/// coefficients can't express it. Coefficients can be applied, plotted and explained.
/// </summary>
/// <param name="Coefficients">Weight of the current model per unit, each in [0, 1].</param>
/// <param name="Weights">The fused weights when they are more than an interpolation; usually null. Owned by the receiver.</param>
public sealed record Fusion(IReadOnlyList<double> Coefficients, Tensor? Weights = null);
