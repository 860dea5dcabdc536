namespace Kif.Pipeline.Studies;

/// <summary>The outcome of the three experiments.</summary>
/// <param name="Size">The amount of training.</param>
/// <param name="Seeds">The seeds.</param>
/// <param name="Preservation">The effect of units on training, one result per decomposer and seed.</param>
/// <param name="Identification">The ranking quality of each estimator.</param>
/// <param name="Fusion">The scores of two tasks under each fuser.</param>
public sealed record StudyResult(
    StudySize Size, IReadOnlyList<long> Seeds, IReadOnlyList<PreservationFinding> Preservation, IReadOnlyList<EstimatorFinding> Identification,
    IReadOnlyList<FuserFinding> Fusion);
