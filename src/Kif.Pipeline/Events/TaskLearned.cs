namespace Kif.Pipeline.Events;

/// <summary>A task has been learnt and its weights are kept.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Index">Its 0-based place in the stream.</param>
/// <param name="StateBytes">Bytes that the strategy keeps for later tasks, beside the trained weights.</param>
/// <param name="Explanations">What was decided per skill unit, by part name.</param>
public sealed record TaskLearned(string Task, int Index, long StateBytes, IReadOnlyDictionary<string, FusionExplanation> Explanations) : RunEvent;
