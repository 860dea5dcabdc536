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
/// <param name="units">The skill units.</param>
/// <param name="current">Raw scores of the task just learned.</param>
/// <param name="accumulated">Accumulated scores of all earlier tasks, in the order of the same units.</param>
/// <param name="previousWeights">Weights from which the task was trained; borrowed.</param>
/// <param name="currentWeights">Weights after training; borrowed.</param>
/// <param name="currentElementScores">Raw scores per element of the task just learned, where the fuser needs them; borrowed.</param>
/// <param name="accumulatedElementScores">Accumulated scores per element of all earlier tasks, where the fuser needs them; borrowed.</param>
/// <param name="initialWeights">Weights before the first task, where the fuser needs them; borrowed.</param>
public readonly ref struct FusionInput(
    SkillUnits units, UnitScores current, UnitScores accumulated, Tensor previousWeights, Tensor currentWeights,
    Tensor? currentElementScores = null, Tensor? accumulatedElementScores = null, Tensor? initialWeights = null)
{
    /// <summary>The skill units.</summary>
    public SkillUnits Units { get; } = units;

    /// <summary>Raw scores of the task just learned.</summary>
    public UnitScores Current { get; } = current;

    /// <summary>Accumulated scores of all earlier tasks, in the order of the same units.</summary>
    public UnitScores Accumulated { get; } = accumulated;

    /// <summary>Weights from which the task was trained; borrowed.</summary>
    public Tensor PreviousWeights { get; } = previousWeights;

    /// <summary>Weights after training; borrowed.</summary>
    public Tensor CurrentWeights { get; } = currentWeights;

    /// <summary>Raw scores per element of the task just learned, where the fuser needs them; borrowed.</summary>
    public Tensor? CurrentElementScores { get; } = currentElementScores;

    /// <summary>Accumulated scores per element of all earlier tasks, where the fuser needs them; borrowed.</summary>
    public Tensor? AccumulatedElementScores { get; } = accumulatedElementScores;

    /// <summary>Weights before the first task, where the fuser needs them; borrowed.</summary>
    public Tensor? InitialWeights { get; } = initialWeights;
}

/// <summary>
/// The outcome of a fusion: the current task's coefficient per unit (1 takes the new weights, 0 keeps the old ones), or whole weights where
/// coefficients can't express it. Coefficients can be applied, plotted and explained.
/// </summary>
/// <param name="Coefficients">Weight of the current model per unit, each in [0, 1].</param>
/// <param name="Weights">The fused weights when they are more than an interpolation; usually null. Owned by the receiver.</param>
public sealed record Fusion(IReadOnlyList<double> Coefficients, Tensor? Weights = null);
