namespace Kif;

/// <summary>What a fuser decides from.</summary>
/// <param name="units">The skill units.</param>
/// <param name="current">Raw scores of the task just learnt.</param>
/// <param name="accumulated">Accumulated scores of all earlier tasks, in the order of the same units.</param>
/// <param name="previousWeights">Weights from which the task was trained; borrowed.</param>
/// <param name="currentWeights">Weights after training; borrowed.</param>
public readonly ref struct FusionInput(SkillUnits units, UnitScores current, UnitScores accumulated, Tensor previousWeights, Tensor currentWeights)
{
    /// <summary>The skill units.</summary>
    public SkillUnits Units { get; } = units;

    /// <summary>Raw scores of the task just learnt.</summary>
    public UnitScores Current { get; } = current;

    /// <summary>Accumulated scores of all earlier tasks, in the order of the same units.</summary>
    public UnitScores Accumulated { get; } = accumulated;

    /// <summary>Weights from which the task was trained; borrowed.</summary>
    public Tensor PreviousWeights { get; } = previousWeights;

    /// <summary>Weights after training; borrowed.</summary>
    public Tensor CurrentWeights { get; } = currentWeights;
}
