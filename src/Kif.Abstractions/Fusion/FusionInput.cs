namespace Kif;

/// <summary>The input of a fuser.</summary>
/// <param name="units">The skill units.</param>
/// <param name="current">Raw scores of the task just learned.</param>
/// <param name="accumulated">Accumulated scores of all earlier tasks, in the order of the same units.</param>
/// <param name="previousWeights">Weights from which the task was trained; borrowed.</param>
/// <param name="currentWeights">Weights after training; borrowed.</param>
/// <param name="currentEntries">Raw scores per element of the task just learned, where the fuser needs them; borrowed.</param>
/// <param name="accumulatedEntries">Accumulated scores per element of all earlier tasks, where the fuser needs them; borrowed.</param>
/// <param name="initialWeights">Weights before the first task, where the fuser needs them; borrowed.</param>
public readonly ref struct FusionInput(
    SkillUnits units, UnitScores current, UnitScores accumulated, Tensor previousWeights, Tensor currentWeights,
    Tensor? currentEntries = null, Tensor? accumulatedEntries = null, Tensor? initialWeights = null)
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
    public Tensor? CurrentEntries { get; } = currentEntries;

    /// <summary>Accumulated scores per element of all earlier tasks, where the fuser needs them; borrowed.</summary>
    public Tensor? AccumulatedEntries { get; } = accumulatedEntries;

    /// <summary>Weights before the first task, where the fuser needs them; borrowed.</summary>
    public Tensor? InitialWeights { get; } = initialWeights;
}
