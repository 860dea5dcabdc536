namespace Kif.Pipeline.Studies;

/// <summary>The outcome of the three experiments.</summary>
/// <param name="Size">How much was trained.</param>
/// <param name="Seeds">The seeds.</param>
/// <param name="Preservation">Whether units leave training as it is, a line per decomposer and seed.</param>
/// <param name="Identification">How well each estimator ranks the units that matter.</param>
/// <param name="Fusion">What each fuser keeps of two tasks.</param>
public sealed record StudyResult(
    StudySize Size, IReadOnlyList<long> Seeds, IReadOnlyList<PreservationFinding> Preservation, IReadOnlyList<EstimatorFinding> Identification,
    IReadOnlyList<FuserFinding> Fusion);
