namespace Kif.Pipeline.Events;

/// <summary>The event that a task was learned and its weights are final.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Index">Its 0-based position in the stream.</param>
/// <param name="StateBytes">Bytes that the strategy keeps for later tasks, besides the trained weights.</param>
/// <param name="Explanations">The decisions per skill unit, by part name.</param>
public sealed record TaskLearned(string Task, int Index, long StateBytes, IReadOnlyDictionary<string, FusionExplanation> Explanations) : RunEvent;
