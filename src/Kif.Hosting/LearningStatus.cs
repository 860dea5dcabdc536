namespace Kif;

/// <summary>How far a <see cref="LearningService"/> is.</summary>
/// <param name="Learning">The task that is learned; null for none.</param>
/// <param name="Waiting">Those that wait, the next one first.</param>
/// <param name="Learned">The last hundred that were learned and answer, the newest last, also of earlier processes.</param>
/// <param name="LearnedTasks">The number of all tasks learned.</param>
/// <param name="Refused">The last ones that the gate refused, with its reason.</param>
/// <param name="Failed">The last ones that were set aside because they failed, with the reason.</param>
/// <param name="Problem">What keeps the service from learning, in a sentence; null if nothing does.</param>
public sealed record LearningStatus(
    string? Learning, IReadOnlyList<string> Waiting, IReadOnlyList<string> Learned, long LearnedTasks, IReadOnlyDictionary<string, string> Refused,
    IReadOnlyDictionary<string, string> Failed, string? Problem);
