namespace Kif;

/// <summary>One task of a stream: what is learnt and what it is tested on.</summary>
/// <param name="Name">Unique within a stream.</param>
/// <param name="Train">Training examples; never empty in a run.</param>
/// <param name="Test">Test examples; no strategy ever sees them.</param>
public sealed record LearningTask(string Name, IReadOnlyList<Example> Train, IReadOnlyList<Example> Test);
